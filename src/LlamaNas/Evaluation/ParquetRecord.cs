using System.Text.Json;
using Parquet.Schema;

namespace LlamaNas.Evaluation;

/// <summary>
/// Puts rows together from columns: Dremel's record assembly (https://research.google/pubs/pub36632/). Lists become arrays, structures objects, so that a row
/// reads as its JSON line does. A null list is null, an empty one <c>[]</c>.
/// </summary>
internal sealed class ParquetRecord(ParquetSchema schema, IReadOnlyDictionary<string, ParquetColumn> columns, string path)
{
    /// <summary>Writes the next row as an object.</summary>
    public void WriteNext(Utf8JsonWriter writer) => WriteObject(writer, schema.Fields);

    private void WriteObject(Utf8JsonWriter writer, IEnumerable<Field> fields)
    {
        writer.WriteStartObject();
        foreach (var field in fields)
        {
            writer.WritePropertyName(field.Name);
            Write(writer, field);
        }

        writer.WriteEndObject();
    }

    private void Write(Utf8JsonWriter writer, Field field)
    {
        switch (field)
        {
            case DataField { IsArray: false }:
                Column(field).WriteNext(writer);
                break;
            case DataField:
                WriteList(writer, field, present: field.MaxDefinitionLevel - 1, () => Column(field).WriteNext(writer));
                break;
            case ListField list:
                WriteList(writer, list, present: list.MaxDefinitionLevel - 1, () => Write(writer, list.Item));
                break;
            case StructField structure when First(structure).Definition < structure.MaxDefinitionLevel:
                WriteAbsent(structure, writer.WriteNullValue);
                break;
            case StructField structure:
                WriteObject(writer, structure.Fields);
                break;
            default:
                throw new TaskException($"{path}: column '{field.Path}' is a map, which a task cannot use. Write the file with a structure instead.");
        }
    }

    // The first entry of a list tells whether it is there and holds anything; each further element continues it.
    private void WriteList(Utf8JsonWriter writer, Field list, int present, Action writeElement)
    {
        var first = First(list);
        if (first.Definition < present)
        {
            WriteAbsent(list, writer.WriteNullValue);
            return;
        }

        writer.WriteStartArray();
        if (first.Definition == present)
        {
            WriteAbsent(list, () => { });
        }
        else
        {
            writeElement();
            while (first.Repetition == list.MaxRepetitionLevel)
                writeElement();
        }

        writer.WriteEndArray();
    }

    private void WriteAbsent(Field field, Action write)
    {
        write();
        foreach (var leaf in Leaves(field))
            Column(leaf).Skip();
    }

    private ParquetColumn First(Field field) => Column(Leaves(field).First());

    private ParquetColumn Column(Field leaf) => columns[leaf.Path.ToString()];

    private static IEnumerable<Field> Leaves(Field field) => field switch
    {
        ListField list => Leaves(list.Item),
        StructField structure => structure.Fields.SelectMany(Leaves),
        _ => [field],
    };
}
