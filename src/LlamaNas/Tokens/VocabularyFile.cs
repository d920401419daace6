using System.Text.Json;
using LlamaNas.Checkpoints;

namespace LlamaNas.Tokens;

/// <summary>Reads a folder's tokenizer files as data; the same files, in the same order, as <see cref="TokenizerFolder"/>.</summary>
internal static class VocabularyFile
{
    private const int LargestId = 1 << 24;

    /// <summary>Reads tokenizer.json, else tokenizer.model.</summary>
    public static TokenVocabulary Read(string folder)
    {
        var files = ModelFiles.Of(folder);
        var settings = TokenizerSettings.Read(files);
        if (files.Find("tokenizer.json") is { } json)
            return BytePairs(json, files.Place("tokenizer.json"), settings);
        var model = files.Find("tokenizer.model") ?? throw TokenizerFolder.Missing(folder);
        if (TiktokenRanks.Looks(model))
            throw new TokenizerException($"{files.Place("tokenizer.model")}: tiktoken ranks hold neither merges nor special tokens. Copy the model's tokenizer.json into the folder as well.");

        return SentencePieces(SentencePieceModel.Read(model, files.Place("tokenizer.model")), settings);
    }

    private static TokenVocabulary BytePairs(byte[] json, string path, TokenizerSettings settings)
    {
        using var document = TokenizerFolder.ParseJson(json, path);
        var root = document.RootElement;
        return TokenizerJson.Guard(path, () =>
        {
            var model = TokenizerJson.Model(root, path);
            var tokens = Tokens(root, model);
            int? Id(string? text) => text is not null && Array.FindIndex(tokens, token => token.Text == text) is >= 0 and var id ? id : null;
            return new TokenVocabulary
            {
                Kind = Kind(TokenizerJson.Patterns(root, path), path),
                Tokens = [.. tokens],
                Merges = [.. TokenizerJson.Merges(model).Select(merge => $"{merge.Left} {merge.Right}")],
                BeginOfSequenceId = Id(settings.BeginOfSequence),
                EndOfSequenceId = Id(settings.EndOfSequence),
                AddsBeginOfSequence = settings.AddsBeginOfSequence ?? StartsWithSpecialToken(root),
                AddsSpacePrefix = false,
                ChatTemplate = settings.ChatTemplate,
            };
        });
    }

    private static VocabularyToken[] Tokens(JsonElement root, JsonElement model)
    {
        var vocabulary = model.GetProperty("vocab").EnumerateObject()
            .Select(entry => (Id: entry.Value.GetInt32(), Token: new VocabularyToken(entry.Name, VocabularyTokenKind.Normal)));
        var all = vocabulary.Concat(Added(root)).ToArray();
        if (all.Any(entry => entry.Id is < 0 or > LargestId))
            throw new FormatException($"a token has an id outside 0 to {LargestId}");
        var tokens = new VocabularyToken[all.Max(entry => entry.Id) + 1];
        for (var id = 0; id < tokens.Length; id++)
            tokens[id] = VocabularyToken.Unused(id);
        foreach (var (id, token) in all)
            tokens[id] = token;
        return tokens;
    }

    private static IEnumerable<(int Id, VocabularyToken Token)> Added(JsonElement root) =>
        root.TryGetProperty("added_tokens", out var added) && added.ValueKind == JsonValueKind.Array
            ? added.EnumerateArray().Select(token => (
                token.GetProperty("id").GetInt32(),
                new VocabularyToken(
                    token.GetProperty("content").GetString()!,
                    token.TryGetProperty("special", out var special) && special.ValueKind == JsonValueKind.True ? VocabularyTokenKind.Control : VocabularyTokenKind.UserDefined)))
            : [];

    private static VocabularyKind Kind(IEnumerable<string> patterns, string path) => patterns.ToArray() switch
    {
        [TextSplitter.ByteLevelPattern] => VocabularyKind.Gpt2,
        [TextSplitter.ByteLevelPattern, TextSplitter.IndividualDigitsPattern] => VocabularyKind.SmolLm2,
        [TiktokenRanks.Pattern] => VocabularyKind.Llama3,
        var other => throw new TokenizerException($"{path}: words end by a pattern that other runtimes have no name for ({string.Join(" then ", other)}). Known: those of GPT-2, SmolLM2 and LLaMA 3."),
    };

    // LLaMA 3 says in its post-processor, not in tokenizer_config.json, that a text begins with a special token.
    private static bool StartsWithSpecialToken(JsonElement root)
    {
        if (!root.TryGetProperty("post_processor", out var processor) || processor.ValueKind != JsonValueKind.Object)
            return false;
        var steps = processor.TryGetProperty("processors", out var several) ? several.EnumerateArray().ToArray() : [processor];
        return steps.Any(step => step.TryGetProperty("single", out var single) && single.GetArrayLength() > 0 && single[0].TryGetProperty("SpecialToken", out _));
    }

    private static TokenVocabulary SentencePieces(SentencePieceModel model, TokenizerSettings settings)
    {
        int? Id(Func<SentencePiece, bool> chosen) => model.Pieces.Index().Where(piece => chosen(piece.Item)).Select(piece => (int?)piece.Index).FirstOrDefault();
        return new TokenVocabulary
        {
            Kind = VocabularyKind.SentencePiece,
            Tokens = [.. model.Pieces.Select(piece => new VocabularyToken(piece.Text, (VocabularyTokenKind)piece.Type, piece.Score))],
            BeginOfSequenceId = Id(piece => piece is { Type: SentencePieceType.Control, Text: "<s>" }),
            EndOfSequenceId = Id(piece => piece is { Type: SentencePieceType.Control, Text: "</s>" }),
            UnknownId = Id(piece => piece.Type == SentencePieceType.Unknown),
            AddsBeginOfSequence = settings.AddsBeginOfSequence ?? true,
            AddsSpacePrefix = model.AddsDummyPrefix,
            ChatTemplate = settings.ChatTemplate,
        };
    }
}
