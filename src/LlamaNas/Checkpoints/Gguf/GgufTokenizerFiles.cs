using System.Text.Json.Nodes;
using Google.Protobuf;

namespace LlamaNas.Checkpoints.Gguf;

/// <summary>The tokenizer files of a Hugging Face folder, as a GGUF file's metadata describe the tokenizer.</summary>
internal static class GgufTokenizerFiles
{
    /// <summary>LLaMA 3's word pattern.</summary>
    public const string Llama3Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string Prefix = "tokenizer.ggml.";
    private const int Control = 3, UserDefined = 4, Unused = 5; // token types, with SentencePiece's numbers

    /// <summary>tokenizer_config.json: special tokens and the chat template.</summary>
    public static string Settings(GgufValues values)
    {
        var tokens = values.Texts($"{Prefix}tokens") ?? [];
        var json = new JsonObject
        {
            ["add_bos_token"] = values.Flag($"{Prefix}add_bos_token", absent: IsSentencePiece(values)),
            ["add_eos_token"] = values.Flag($"{Prefix}add_eos_token", absent: false),
            ["tokenizer_class"] = IsSentencePiece(values) ? "LlamaTokenizer" : "PreTrainedTokenizerFast",
        };
        foreach (var (name, key) in new[] { ("bos_token", "bos"), ("eos_token", "eos"), ("unk_token", "unknown"), ("pad_token", "padding") })
        {
            if (values.Integer($"{Prefix}{key}_token_id", absent: int.MaxValue) is var id && id < tokens.Length)
                json[name] = tokens[id];
        }

        if (values.Text("tokenizer.chat_template") is { } template)
            json["chat_template"] = template;
        return json.ToJsonString();
    }

    /// <summary>tokenizer.json of byte-level BPE; null where the tokenizer is of another kind.</summary>
    public static string? BytePairs(GgufValues values)
    {
        if (values.Text($"{Prefix}model") is not "gpt2")
            return null;

        var (tokens, types) = Tokens(values);
        var vocabulary = new JsonObject();
        var added = new JsonArray();
        for (var id = 0; id < tokens.Length; id++)
        {
            if (types[id] != Unused)
                vocabulary.TryAdd(tokens[id], id);
            if (types[id] is Control or UserDefined)
                added.Add(Added(id, tokens[id], special: types[id] == Control));
        }

        var pattern = values.Text($"{Prefix}pre") ?? "default";
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = added,
            ["normalizer"] = null,
            ["pre_tokenizer"] = Words(values, pattern),
            ["decoder"] = ByteLevel(usesPattern: true),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["ignore_merges"] = IsLlama3(pattern),
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. (values.Texts($"{Prefix}merges") ?? throw values.Error($"{Prefix}merges is missing")).Select(merge => JsonValue.Create(merge))]),
            },
        }.ToJsonString();
    }

    /// <summary>tokenizer.model of SentencePiece; null where the tokenizer is of another kind.</summary>
    public static byte[]? SentencePieces(GgufValues values)
    {
        if (!IsSentencePiece(values))
            return null;

        var (tokens, types) = Tokens(values);
        var scores = values.Numbers($"{Prefix}scores") is { } many && many.Length == tokens.Length ? many : throw values.Error($"{Prefix}scores are not one a token");
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            for (var id = 0; id < tokens.Length; id++)
                Message(output, field: 1, Piece(tokens[id], (float)scores[id], (int)types[id]));
            Message(output, field: 2, Number(field: 3, value: 2)); // trainer: BPE
            Message(output, field: 3, Number(field: 3, value: values.Flag($"{Prefix}add_space_prefix", absent: true) ? 1 : 0));
        }

        return stream.ToArray();
    }

    private static bool IsSentencePiece(GgufValues values) => values.Text($"{Prefix}model") is "llama";

    private static bool IsLlama3(string pattern) => pattern is "llama-bpe" or "llama3" or "llama-v3";

    private static (string[] Tokens, long[] Types) Tokens(GgufValues values)
    {
        var tokens = values.Texts($"{Prefix}tokens") ?? throw values.Error($"{Prefix}tokens is missing");
        var types = values.Integers($"{Prefix}token_type") ?? [.. tokens.Select(_ => 1L)];
        return types.Length == tokens.Length ? (tokens, types) : throw values.Error($"{Prefix}token_type has {types.Length} entries, but there are {tokens.Length} tokens");
    }

    private static JsonObject Words(GgufValues values, string pattern) => pattern switch
    {
        "gpt-2" => ByteLevel(usesPattern: true),
        "smollm" => Steps(new JsonObject { ["type"] = "Digits", ["individual_digits"] = true }, ByteLevel(usesPattern: true)),
        _ when IsLlama3(pattern) => Steps(
            new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = Llama3Pattern }, ["behavior"] = "Isolated", ["invert"] = false }, ByteLevel(usesPattern: false)),
        _ => throw values.Error($"words end by the pattern '{pattern}', but only gpt-2, smollm and llama-bpe are known"),
    };

    private static JsonObject Steps(params JsonNode[] steps) => new() { ["type"] = "Sequence", ["pretokenizers"] = new JsonArray(steps) };

    private static JsonObject ByteLevel(bool usesPattern) => new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = usesPattern };

    private static JsonObject Added(int id, string text, bool special) => new()
    {
        ["id"] = id,
        ["content"] = text,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = special,
    };

    private static byte[] Piece(string text, float score, int type) => Bytes(output =>
    {
        output.WriteTag(1, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
        output.WriteTag(2, WireFormat.WireType.Fixed32);
        output.WriteFloat(score);
        output.WriteTag(3, WireFormat.WireType.Varint);
        output.WriteEnum(type);
    });

    private static byte[] Number(int field, int value) => Bytes(output =>
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    });

    private static byte[] Bytes(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
            write(output);
        return stream.ToArray();
    }

    private static void Message(CodedOutputStream output, int field, byte[] bytes)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(bytes));
    }
}
