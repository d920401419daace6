using System.Globalization;
using System.Text.Json;
using Parquet.Data;
using Parquet.Schema;

namespace LlamaNas.Evaluation;

/// <summary>
/// A column's entries, read one after the other. An entry has a repetition level (which list it continues; 0 begins a row) and a definition
/// level (how much of its path is there); it has a value where the whole path is.
/// </summary>
internal sealed class ParquetColumn
{
    private readonly int[] _definitions;
    private readonly int[] _repetitions;
    private readonly int _whole;
    private readonly Action<Utf8JsonWriter, int> _write;
    private int _entry;
    private int _value;

    private ParquetColumn(DataField field, RawColumnData data, Action<Utf8JsonWriter, int> write)
    {
        _definitions = field.MaxDefinitionLevel > 0 ? data.DefinitionLevels.ToArray() : [];
        _repetitions = field.MaxRepetitionLevel > 0 ? data.RepetitionLevels.ToArray() : [];
        _whole = field.MaxDefinitionLevel;
        _write = write;
    }

    /// <summary>Definition level of the next entry.</summary>
    public int Definition => _whole == 0 ? 0 : _definitions[_entry];

    /// <summary>Repetition level of the next entry; 0 at the end.</summary>
    public int Repetition => _entry < _repetitions.Length ? _repetitions[_entry] : 0;

    /// <summary>A column from its decoded values.</summary>
    /// <exception cref="TaskException">JSON has no form for the column's type.</exception>
    public static ParquetColumn Of(DataField field, RawColumnData data, string path) => new(field, data, data switch
    {
        RawColumnData<ReadOnlyMemory<char>> texts => Writer(texts, (writer, value) => writer.WriteStringValue(value.Span)),
        RawColumnData<bool> truths => Writer(truths, (writer, value) => writer.WriteBooleanValue(value)),
        RawColumnData<sbyte> numbers => Writer(numbers, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<byte> numbers => Writer(numbers, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<short> numbers => Writer(numbers, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<ushort> numbers => Writer(numbers, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<int> numbers => Writer(numbers, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<uint> numbers => Writer(numbers, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<long> numbers => Writer(numbers, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<ulong> numbers => Writer(numbers, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<float> numbers => Writer(numbers, (writer, value) => WriteNumber(writer, value)),
        RawColumnData<double> numbers => Writer(numbers, WriteNumber),
        RawColumnData<decimal> numbers => Writer(numbers, (writer, value) => writer.WriteNumberValue(value)),
        RawColumnData<ReadOnlyMemory<byte>> bytes => Writer(bytes, (writer, value) => writer.WriteBase64StringValue(value.Span)),
        RawColumnData<DateTime> times => Writer(times, (writer, value) => writer.WriteStringValue(value)),
        _ => throw new TaskException($"{path}: column '{field.Path}' holds {field.ClrType.Name}, which a task cannot use. Write the file without that column."),
    });

    /// <summary>Writes the next entry's value, null where it has none.</summary>
    public void WriteNext(Utf8JsonWriter writer)
    {
        if (Definition == _whole)
            _write(writer, _value++);
        else
            writer.WriteNullValue();
        _entry++;
    }

    /// <summary>Passes over an entry without a value: its list or object is empty or null.</summary>
    public void Skip() => _entry++;

    private static Action<Utf8JsonWriter, int> Writer<T>(RawColumnData<T> data, Action<Utf8JsonWriter, T> write) where T : struct
    {
        var values = data.Values.ToArray();
        return (writer, index) => write(writer, values[index]);
    }

    private static void WriteNumber(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
