using System.Globalization;
using System.Text.Json;

namespace LlamaNas.Evaluation;

/// <summary>One document of a task's data.</summary>
/// <param name="Id">0-based place among the task's documents.</param>
/// <param name="Columns">The document.</param>
/// <param name="Where">File and line, for error messages.</param>
public sealed record TaskDocument(int Id, JsonElement Columns, string Where)
{
    /// <summary>A column as text; numbers and truth values are written out.</summary>
    /// <param name="path">Name, with dots into objects and lists: <c>choices.text.0</c>.</param>
    /// <exception cref="TaskException">There is no such column, or it is no text.</exception>
    public string Text(string path) => Text(Find(path), path);

    /// <summary>A column that holds a list of texts.</summary>
    /// <inheritdoc cref="Text(string)"/>
    public IReadOnlyList<string> Texts(string path)
    {
        var list = Find(path);
        return list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => Text(item, path))]
            : throw new TaskException($"{Where}: '{path}' is {list.ValueKind}, but the task needs a list. Correct the line.");
    }

    /// <summary>A column that holds a whole number, also written as text.</summary>
    /// <inheritdoc cref="Text(string)"/>
    public int Number(string path) => Text(path) switch
    {
        "true" => 1,
        "false" => 0,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw new TaskException($"{Where}: '{path}' is '{text}', but the task needs a whole number. Correct the line."),
    };

    private string Text(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new TaskException($"{Where}: '{path}' is {value.ValueKind}, but the task needs a text. Correct the line."),
    };

    private JsonElement Find(string path)
    {
        var value = Columns;
        foreach (var name in path.Split('.'))
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var inner))
                value = inner;
            else if (value.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < value.GetArrayLength())
                value = value[index];
            else
                throw new TaskException($"{Where}: no '{path}'. The task needs that column; check that the file belongs to the task.");
        }

        return value;
    }
}
