using System.Text.Json;

namespace LlamaNas.Evaluation;

/// <summary>Reads a task's data: one JSON object a line.</summary>
internal static class DocumentFile
{
    /// <summary>All documents of a file in the data folder.</summary>
    /// <exception cref="TaskException">The file is missing, empty or malformed; names the line.</exception>
    public static IReadOnlyList<TaskDocument> Read(string dataFolder, string file)
    {
        var path = Path.Combine(dataFolder, file);
        if (!File.Exists(path))
            throw new TaskException($"{path}: no such file. Put the task's data there, or give its folder with --data.");

        var documents = new List<TaskDocument>();
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            if (!string.IsNullOrWhiteSpace(line))
                documents.Add(new TaskDocument(documents.Count, Parse(line, $"{path}, line {index + 1}"), $"{path}, line {index + 1}"));
        }

        return documents.Count > 0 ? documents : throw new TaskException($"{path}: the file is empty. Put the task's data there.");
    }

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
