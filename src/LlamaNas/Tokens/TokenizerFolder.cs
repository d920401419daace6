using System.Text.Json;
using LlamaNas.Checkpoints;

namespace LlamaNas.Tokens;

/// <summary>Finds and reads the tokenizer of a model folder.</summary>
internal static class TokenizerFolder
{
    /// <summary>Reads tokenizer.json, else tokenizer.model (SentencePiece, or tiktoken ranks).</summary>
    public static LlamaTokenizer Read(string folder)
    {
        var files = ModelFiles.Of(folder);
        var settings = TokenizerSettings.Read(files);
        if (files.Find("tokenizer.json") is { } json)
            return TokenizerJson.Read(json, files.Place("tokenizer.json"), settings);
        var model = files.Find("tokenizer.model") ?? throw Missing(folder);
        var place = files.Place("tokenizer.model");
        return TiktokenRanks.Looks(model) ? TiktokenRanks.Read(model, place, settings) : SentencePiece(model, place, settings);
    }

    /// <summary>The error of a model without a tokenizer.</summary>
    public static TokenizerException Missing(string folder) =>
        new($"{folder}: neither tokenizer.json nor tokenizer.model is there. Copy the tokenizer files of the model into the folder.");

    /// <summary>Parses a JSON file; a syntax error becomes a message for the user.</summary>
    public static JsonDocument ParseJson(byte[] json, string path)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new TokenizerException($"{path}: not valid JSON ({exception.Message}). Copy the file of the model again.", exception);
        }
    }

    private static LlamaTokenizer SentencePiece(byte[] bytes, string path, TokenizerSettings settings)
    {
        var model = SentencePieceModel.Read(bytes, path);
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
