using System.Text.Json;

namespace LlamaNas.Training;

/// <summary>Reads Alpaca-format files: a JSON array, or one JSON object a line (JSONL).</summary>
public static class InstructionFile
{
    /// <summary>All examples of a file, in order.</summary>
    /// <exception cref="LlamaNasException">The file is missing, empty, or malformed; names the line.</exception>
    public static IReadOnlyList<InstructionExample> Read(string path)
    {
        if (!File.Exists(path))
            throw new LlamaNasException($"{path}: no such file. Give a file of Alpaca-format examples (instruction, input, output).");

        var text = File.ReadAllText(path);
        var examples = text.AsSpan().TrimStart().StartsWith("[") ? ReadArray(text, path) : ReadLines(text, path);
        return examples.Count > 0
            ? examples
            : throw new LlamaNasException($"{path}: no examples. Give a file of Alpaca-format examples (instruction, input, output).");
    }

    private static List<InstructionExample> ReadArray(string text, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select((element, index) => Example(element, $"{path}, example {index + 1}"))];
        }
        catch (JsonException exception)
        {
            throw new LlamaNasException($"{path}, line {exception.LineNumber + 1}: not valid JSON. Correct the line, or write one example a line.", exception);
        }
    }

    private static List<InstructionExample> ReadLines(string text, string path)
    {
        var examples = new List<InstructionExample>();
        foreach (var (index, line) in text.Split('\n').Index())
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;

            try
            {
                using var document = JsonDocument.Parse(line);
                examples.Add(Example(document.RootElement, $"{path}, line {index + 1}"));
            }
            catch (JsonException exception)
            {
                throw new LlamaNasException($"{path}, line {index + 1}: not a JSON object. Correct the line or remove it.", exception);
            }
        }

        return examples;
    }

    private static InstructionExample Example(JsonElement element, string where)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new LlamaNasException($"{where}: not a JSON object. Each example needs instruction, input and output.");
        return new InstructionExample(Text("instruction") ?? throw Missing("instruction"), Text("input") ?? "", Text("output") ?? throw Missing("output"));

        string? Text(string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        LlamaNasException Missing(string name) => new($"{where}: '{name}' is missing or no text. Each example needs instruction, input and output.");
    }
}
