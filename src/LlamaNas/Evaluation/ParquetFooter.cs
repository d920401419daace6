namespace LlamaNas.Evaluation;

/// <summary>
/// Checks that a footer is what the format says (Thrift's compact protocol, structures of parquet.thrift 2.11,
/// https://github.com/apache/parquet-format) before Parquet.Net reads it: version 6.1 reads on for ever where a damaged footer ends early.
/// </summary>
internal ref struct ParquetFooter
{
    private const int DeepestNesting = 32;
    // The types of fields 1, 2, ...; '*' before a type is a list of it, '-' no field. What lies beyond is passed over by its own type, here as in the reader.
    private static readonly Dictionary<string, string[]> Structures = new()
    {
        ["file"] = Fields("number *schema number *rows *pair text *order refused refused"),
        ["schema"] = Fields("number number number text number number number number number logical"),
        ["logical"] = Fields("empty empty empty empty decimal empty time time - integer empty empty empty empty empty variant geography geography"),
        ["empty"] = [],
        ["decimal"] = Fields("number number"),
        ["time"] = Fields("truth unit"),
        ["unit"] = Fields("empty empty empty"),
        ["integer"] = Fields("byte truth"),
        ["variant"] = Fields("byte"),
        ["geography"] = Fields("text number"),
        ["rows"] = Fields("*chunk number number *sorting number number number"),
        ["chunk"] = Fields("text number column number number number number refused refused"),
        ["column"] = Fields("number *number *text number number number number *pair number number number statistics *encoding number number sizes refused"),
        ["pair"] = Fields("text text"),
        ["order"] = Fields("empty"),
        ["sorting"] = Fields("number truth truth"),
        ["statistics"] = Fields("text text number number text text truth truth"),
        ["encoding"] = Fields("number number number"),
        ["sizes"] = Fields("number *number *number"),
    };

    private ReadOnlySpan<byte> _rest;

    /// <summary>Whether the footer is whole and well-formed.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> footer)
    {
        var walk = new ParquetFooter { _rest = footer };
        return walk.Structure("file", DeepestNesting) && walk._rest.IsEmpty;
    }

    private bool Structure(string? name, int depth)
    {
        if (depth == 0)
            return false;

        for (long field = 0; Take(out var header);)
        {
            if (header == 0)
                return true;
            var delta = 0L;
            if (header >> 4 == 0 && !SignedNumber(out delta))
                return false;
            field = header >> 4 == 0 ? delta : field + (header >> 4);
            if (!Value(header & 15, Expected(name, field), depth - 1))
                return false;
        }

        return false;
    }

    private static string[] Fields(string types) => types.Split(' ');

    private static string? Expected(string? structure, long field) =>
        structure is not null && field <= Structures[structure].Length && Structures[structure][field - 1] is not "-" and var type ? type : null;

    // Compact types: 1 true, 2 false, 3 byte, 4-6 integers, 7 double, 8 binary, 9 list, 10 set, 12 structure.
    private bool Value(int type, string? expected, int depth) => (type, expected) switch
    {
        (1 or 2, null or "truth") => true,
        (3, null or "byte") => Skip(1),
        (4 or 5 or 6, null or "number") => Varint(out _),
        (7, null) => Skip(8),
        (8, null or "text") => Varint(out var length) && Skip(length),
        (9 or 10, null) => List(null, depth),
        (9, ['*', .. var element]) => List(element, depth),
        (12, null) => Structure(null, depth),
        (12, not null) => Structures.ContainsKey(expected) && Structure(expected, depth),
        _ => false,
    };

    private bool List(string? element, int depth)
    {
        if (depth == 0 || !Take(out var header))
            return false;
        ulong count = (uint)header >> 4;
        if (count == 15 && !Varint(out count))
            return false;
        if (count > (ulong)_rest.Length)
            return false;

        // No footer has a list of truth values, and readers differ in whether each takes a byte.
        var type = header & 15;
        for (var index = 0UL; index < count; index++)
        {
            if (type is 1 or 2 || !Value(type, element, depth - 1))
                return false;
        }

        return true;
    }

    private bool Take(out byte value)
    {
        value = _rest.IsEmpty ? (byte)0 : _rest[0];
        return Skip(1);
    }

    private bool Skip(ulong count)
    {
        var there = count <= (ulong)_rest.Length;
        _rest = there ? _rest[(int)count..] : [];
        return there;
    }

    private bool Varint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (!Take(out var part))
                return false;
            value |= (ulong)(part & 127) << shift;
            if (part < 128)
                return true;
        }

        return false;
    }

    private bool SignedNumber(out long value)
    {
        var read = Varint(out var zigzag);
        value = (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
        return read && value is > 0 and <= short.MaxValue;
    }
}
