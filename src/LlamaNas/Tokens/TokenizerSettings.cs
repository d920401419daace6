using System.Text.Json;
using LlamaNas.Checkpoints;

namespace LlamaNas.Tokens;

/// <summary>What tokenizer_config.json says beside the vocabulary.</summary>
internal sealed record TokenizerSettings(string? BeginOfSequence, string? EndOfSequence, bool? AddsBeginOfSequence, string? ChatTemplate)
{
    /// <summary>Reads a model's tokenizer_config.json; where it is absent, nothing is set.</summary>
    public static TokenizerSettings Read(ModelFiles files)
    {
        if (files.Find("tokenizer_config.json") is not { } json)
            return new TokenizerSettings(null, null, null, null);

        var path = files.Place("tokenizer_config.json");
        using var document = TokenizerFolder.ParseJson(json, path);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw new TokenizerException($"{path}: not a JSON object. Copy the file of the model again.");
        return new TokenizerSettings(
            Token(root, "bos_token"),
            Token(root, "eos_token"),
            root.TryGetProperty("add_bos_token", out var adds) ? adds.ValueKind == JsonValueKind.True : null,
            files.FindText("chat_template.jinja") ?? Text(root, "chat_template"));
    }

    // A token is written as text, or as an object with its content.
    private static string? Token(JsonElement root, string name) =>
        root.TryGetProperty(name, out var token) && token.ValueKind == JsonValueKind.Object ? Text(token, "content") : Text(root, name);

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
