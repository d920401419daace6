using System.Text.Json;

namespace LlamaNas.Tokens;

/// <summary>Reads Hugging Face's tokenizer.json where it holds byte-level BPE (SmolLM2, LLaMA 3, GPT-2's kin).</summary>
internal static class TokenizerJson
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="TokenizerException">The file is damaged or of another kind.</exception>
    public static LlamaTokenizer Read(byte[] json, string path, TokenizerSettings settings)
    {
        using var document = TokenizerFolder.ParseJson(json, path);
        var root = document.RootElement;
        return Guard(path, () =>
        {
            var model = Model(root, path);
            var ids = model.GetProperty("vocab").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32(), StringComparer.Ordinal);
            var encoder = new BytePairEncoder(ids, [.. Merges(model)], TextSplitter.Of(Patterns(root, path)), Flag(model, "ignore_merges"));
            return new LlamaTokenizer(encoder, new SpecialTokens(Added(root)), settings);
        });
    }

    /// <summary>Reads from the file's JSON; what is not as expected becomes a message for the user.</summary>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new TokenizerException($"{path}: not a byte-level BPE tokenizer ({exception.Message}). Copy the file of the model again.", exception);
        }
    }

    /// <summary>The file's model, which is byte-level BPE.</summary>
    public static JsonElement Model(JsonElement root, string path)
    {
        var model = root.GetProperty("model");
        var type = model.TryGetProperty("type", out var name) ? name.GetString() : "BPE";
        if (type != "BPE")
            throw new TokenizerException($"{path}: the model is '{type}', but only BPE is supported. Use a LLaMA-family tokenizer.");
        if (model.TryGetProperty("byte_fallback", out var fallback) && fallback.ValueKind == JsonValueKind.True)
            throw new TokenizerException($"{path}: SentencePiece-style BPE with byte_fallback. Put the model's tokenizer.model beside it and remove tokenizer.json.");
        return model;
    }

    /// <summary>The merges in rank order: "a b", or since tokenizers 0.20 ["a", "b"].</summary>
    public static IEnumerable<(string Left, string Right)> Merges(JsonElement model)
    {
        foreach (var merge in model.GetProperty("merges").EnumerateArray())
        {
            if (merge.ValueKind == JsonValueKind.Array)
            {
                yield return (merge[0].GetString()!, merge[1].GetString()!);
                continue;
            }

            var parts = merge.GetString()!.Split(' ');
            yield return parts.Length == 2 ? (parts[0], parts[1]) : throw new FormatException($"merge '{merge}' is not a pair");
        }
    }

    private static Dictionary<string, int> Added(JsonElement root) =>
        root.TryGetProperty("added_tokens", out var added) && added.ValueKind == JsonValueKind.Array
            ? added.EnumerateArray().ToDictionary(token => token.GetProperty("content").GetString()!, token => token.GetProperty("id").GetInt32(), StringComparer.Ordinal)
            : [];

    /// <summary>The patterns that cut a text into words, in the order in which they cut.</summary>
    public static IEnumerable<string> Patterns(JsonElement root, string path)
    {
        if (!root.TryGetProperty("pre_tokenizer", out var preTokenizer) || preTokenizer.ValueKind != JsonValueKind.Object)
            throw new TokenizerException($"{path}: no pre_tokenizer, so this is not byte-level BPE. Use a LLaMA-family tokenizer.");
        return Steps(preTokenizer, path);
    }

    private static IEnumerable<string> Steps(JsonElement preTokenizer, string path) => preTokenizer.GetProperty("type").GetString() switch
    {
        "Sequence" => InEffect(preTokenizer.GetProperty("pretokenizers").EnumerateArray().SelectMany(part => Steps(part, path))),
        "Digits" => [Flag(preTokenizer, "individual_digits") ? TextSplitter.IndividualDigitsPattern : TextSplitter.DigitRunsPattern],
        "ByteLevel" when Flag(preTokenizer, "add_prefix_space") =>
            throw new TokenizerException($"{path}: ByteLevel with add_prefix_space is not supported. Use a LLaMA-family tokenizer."),
        "ByteLevel" => Flag(preTokenizer, "use_regex", absent: true) ? [TextSplitter.ByteLevelPattern] : [],
        "Split" => [preTokenizer.GetProperty("pattern").GetProperty("Regex").GetString()!],
        var other => throw new TokenizerException($"{path}: pre-tokenizer '{other}' is not supported. Known: Sequence, Digits, ByteLevel, Split."),
    };

    // Hugging Face's ByteLevel pattern looks past the piece that a Digits step before it cut off ("\n\n1" is "\n", "\n", "1"), which is
    // what cutting off the digits afterwards gives.
    private static IEnumerable<string> InEffect(IEnumerable<string> patterns) =>
        patterns.OrderBy(pattern => pattern is TextSplitter.IndividualDigitsPattern or TextSplitter.DigitRunsPattern);

    private static bool Flag(JsonElement element, string name, bool absent = false) =>
        element.TryGetProperty(name, out var value) ? value.ValueKind == JsonValueKind.True : absent;
}
