using System.Text.Json;

namespace LlamaNas.Tokens;

/// <summary>Finds and reads the tokenizer of a model folder.</summary>
internal static class TokenizerFolder
{
    /// <summary>Reads tokenizer.json, else tokenizer.model (SentencePiece, or tiktoken ranks).</summary>
    public static LlamaTokenizer Read(string folder)
    {
        var settings = TokenizerSettings.Read(folder);
        var json = Path.Combine(folder, "tokenizer.json");
        var model = Path.Combine(folder, "tokenizer.model");
        if (File.Exists(json))
            return TokenizerJson.Read(json, settings);
        if (!File.Exists(model))
            throw new TokenizerException($"{folder}: neither tokenizer.json nor tokenizer.model is there. Copy the tokenizer files of the model into the folder.");

        return TiktokenRanks.Looks(model) ? TiktokenRanks.Read(model, settings) : SentencePiece(model, settings);
    }

    /// <summary>Parses a JSON file; a syntax error becomes a message for the user.</summary>
    public static JsonDocument ParseJson(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException exception)
        {
            throw new TokenizerException($"{path}: not valid JSON ({exception.Message}). Copy the file of the model again.", exception);
        }
    }

    private static LlamaTokenizer SentencePiece(string path, TokenizerSettings settings)
    {
        var model = SentencePieceModel.Read(path);
        var control = model.Pieces.Index().Where(piece => piece.Item.Type == SentencePieceType.Control).ToArray();
        int? Id(string text) => control.Where(piece => piece.Item.Text == text).Select(piece => (int?)piece.Index).FirstOrDefault();
        return new LlamaTokenizer(new SentencePieceEncoder(model), new SpecialTokens(new Dictionary<string, int>()), settings)
        {
            BeginOfSequenceId = Id("<s>"),
            EndOfSequenceId = Id("</s>"),
            AddsBeginOfSequence = settings.AddsBeginOfSequence ?? true,
        };
    }
}
