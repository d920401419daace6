using System.Buffers;
using System.Text.Json;
using Parquet;

namespace LlamaNas.Evaluation;

/// <summary>Reads a parquet file's rows in the JSON shape that the same data set has as JSON lines.</summary>
internal static class ParquetFile
{
    // A damaged count must not ask for all memory; task data is a thousandth of this.
    private const long MostValues = 1 << 26;

    /// <summary>All rows, each with its place for error messages.</summary>
    /// <exception cref="TaskException">The file is damaged, or holds what JSON lines cannot.</exception>
    public static IReadOnlyList<(JsonElement Columns, string Where)> Rows(string path)
    {
        CheckFrame(path);
        try
        {
            return ReadAsync(path).GetAwaiter().GetResult();
        }
        // The package documents no exceptions for damaged files: its decoders fail in whatever way the bytes make them.
        catch (Exception exception) when (exception is not TaskException)
        {
            throw new TaskException($"{path}: damaged parquet file ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}). Download it again.", exception);
        }
    }

    private static async Task<IReadOnlyList<(JsonElement Columns, string Where)>> ReadAsync(string path)
    {
        await using var file = new ParquetStream(path);
        await using var reader = await ParquetReader.CreateAsync(file);
        var rows = new List<(JsonElement, string)>();
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rowGroup = reader.OpenRowGroupReader(group);
            CheckCounts(rowGroup, path);
            var columns = new Dictionary<string, ParquetColumn>(StringComparer.Ordinal);
            foreach (var field in reader.Schema.GetDataFields())
            {
                using var values = await rowGroup.ReadRawColumnDataBaseAsync(field);
                columns.Add(field.Path.ToString(), ParquetColumn.Of(field, values, path));
            }

            var record = new ParquetRecord(reader.Schema, columns, path);
            for (var row = 0L; row < rowGroup.RowCount; row++)
                rows.Add((Element(record), $"{path}, row {rows.Count + 1}"));
        }

        return rows;
    }

    private static JsonElement Element(ParquetRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            record.WriteNext(writer);
        return JsonElement.Parse(buffer.WrittenSpan);
    }

    // Magic number, footer, length of the footer, magic number.
    private static void CheckFrame(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length == 0)
            throw new TaskException($"{path}: the file is empty. Download it again.");

        byte[] ends = file.Length < 12 ? [] : [.. Read(file, 0, 4), .. Read(file, file.Length - 8, 8)];
        if (!ends.AsSpan().StartsWith("PAR1"u8))
            throw new TaskException($"{path}: not a parquet file. Put the data set's file there, or JSON lines under the name of the task's file.");
        if (!ends.AsSpan().EndsWith("PAR1"u8))
            throw new TaskException($"{path}: truncated, its {file.Length} bytes do not end as a parquet file does. Download it again.");

        var footer = BitConverter.ToUInt32(ends, 4);
        if (footer > file.Length - ends.Length)
            throw new TaskException($"{path}: damaged, its footer claims {footer} bytes of a file of {file.Length}. Download it again.");
        if (!ParquetFooter.IsWhole(Read(file, file.Length - 8 - footer, (int)footer)))
            throw new TaskException($"{path}: damaged, its footer of {footer} bytes is not well-formed. Download it again.");
    }

    private static byte[] Read(FileStream file, long position, int count)
    {
        var bytes = new byte[count];
        file.Position = position;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static void CheckCounts(ParquetRowGroupReader rowGroup, string path)
    {
        var counts = rowGroup.RowGroup.Columns.Select(column => column.MetaData?.NumValues ?? 0).Append(rowGroup.RowCount);
        if (counts.Any(count => count is < 0 or > MostValues))
            throw new TaskException($"{path}: a row group claims {counts.Max()} values, but at most {MostValues} are read. Download the file again, or write it in smaller row groups.");
    }
}
