using System.Text.Json;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;

namespace LlamaNas.Tests.Evaluation;

/// <summary>Writes JSON lines as parquet, with the types that the hub's own files have.</summary>
internal static class ParquetRows
{
    /// <summary>Writes a file; the first row's shape is that of all.</summary>
    public static async Task WriteAsync(string path, IEnumerable<string> jsonLines)
    {
        JsonElement[] rows = [.. jsonLines.Where(line => line.Length > 0).Select(line => JsonElement.Parse(line))];
        var schema = new ParquetSchema(rows[0].EnumerateObject().Select(column => Field(column.Name, column.Value)));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = File.Create(path);
        await ParquetSerializer.SerializeUntypedAsync([.. rows.Select(Object)], schema, file, new ParquetOptions { RowGroupSize = 1000 });
    }

    private static Field Field(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => new DataField<long?>(name),
        JsonValueKind.Array => new ListField(name, Field("element", value[0])),
        JsonValueKind.Object => new StructField(name, [.. value.EnumerateObject().Select(inner => Field(inner.Name, inner.Value))]),
        _ => new DataField<string>(name),
    };

    private static Dictionary<string, object?> Object(JsonElement value) => value.EnumerateObject().ToDictionary(column => column.Name, column => Value(column.Value));

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetInt64(),
        JsonValueKind.Object => Object(value),
        JsonValueKind.Array when value[0].ValueKind == JsonValueKind.Number => value.EnumerateArray().Select(item => (long?)item.GetInt64()).ToList(),
        JsonValueKind.Array => value.EnumerateArray().Select(item => (ReadOnlyMemory<char>?)item.GetString().AsMemory()).ToList(),
        _ => value.GetString(),
    };
}
