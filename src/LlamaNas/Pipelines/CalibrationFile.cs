using System.Text.Json;

namespace LlamaNas.Pipelines;

/// <summary>Reads texts to calibrate on: JSON lines with a "text" each, or plain text whose paragraphs run on.</summary>
internal static class CalibrationFile
{
    private const int PieceLength = 20_000;      // characters of plain text that are one text

    /// <summary>The texts of a file.</summary>
    /// <exception cref="UsageException">The file cannot be read, or a line has no text.</exception>
    public static IEnumerable<string> Texts(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"{path}: no such file. Give a text (.txt, or .jsonl with a \"text\" a line) with --calibration.");
        return path.EndsWith(".jsonl", StringComparison.Ordinal)
            ? [.. File.ReadLines(path).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)).Select(line => Text(line.Item, path, line.Index + 1))]
            : File.ReadAllText(path).Chunk(PieceLength).Select(piece => new string(piece));
    }

    private static string Text(string line, string path, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.GetProperty("text").GetString() ?? "";
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UsageException($"{path}, line {number}: no JSON object with a \"text\". Correct or remove the line.", exception);
        }
    }
}
