using System.Text.Json;
using LlamaNas.Hub;

namespace LlamaNas.Evaluation;

/// <summary>Reads a task's data: one JSON object a line, or parquet files with the same columns.</summary>
internal static class DocumentFile
{
    /// <summary>All documents of a file in the data folder, wherever <see cref="DocumentPlaces"/> finds them.</summary>
    /// <exception cref="TaskException">The data is missing, empty or malformed; names the line or row.</exception>
    public static IReadOnlyList<TaskDocument> Read(string dataFolder, string file, DataSetSplit? hub = null)
    {
        var paths = DocumentPlaces.Find(dataFolder, file, hub);
        var rows = paths.SelectMany(path => path.EndsWith(".parquet", StringComparison.Ordinal) ? ParquetFile.Rows(path) : Lines(path));
        TaskDocument[] documents = [.. rows.Select((row, index) => new TaskDocument(index, row.Columns, row.Where))];
        return documents.Length > 0 ? documents : throw new TaskException($"{string.Join(", ", paths)}: no documents, the file is empty. Put the task's data there.");
    }

    private static IEnumerable<(JsonElement Columns, string Where)> Lines(string path) =>
        File.ReadLines(path).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)).Select(line => (Parse(line.Item, $"{path}, line {line.Index + 1}"), $"{path}, line {line.Index + 1}"));

    private static JsonElement Parse(string line, string where)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new TaskException($"{where}: {document.RootElement.ValueKind}, but each line must be a JSON object. Correct the line.");
        }
        catch (JsonException exception)
        {
            throw new TaskException($"{where}: not valid JSON ({exception.Message.Split('.')[0]}). Correct or remove the line.", exception);
        }
    }
}
