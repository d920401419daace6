namespace LlamaNas.Evaluation;

/// <summary>
/// Checks that a footer is what the format says (Thrift's compact protocol, structures of parquet.thrift 2.11,
/// https://github.com/apache/parquet-format) before Parquet.Net reads it: version 6.1 reads on for ever where a damaged footer ends early.
/// </summary>
internal ref struct ParquetFooter
{
    private const int DeepestNesting = 32;
    private const string Number = "number", Text = "text", Truth = "truth", Byte = "byte";

    // Field numbers and types; '*' before a type is a list of it. Whatever is not named is passed over by its own type, here as in the reader.
    private static readonly Dictionary<string, Dictionary<int, string>> Structures = new()
    {
        ["file"] = new() { [1] = Number, [2] = "*schema", [3] = Number, [4] = "*rows", [5] = "*pair", [6] = Text, [7] = "*order", [8] = "none", [9] = "none" },
        ["schema"] = new() { [1] = Number, [2] = Number, [3] = Number, [4] = Text, [5] = Number, [6] = Number, [7] = Number, [8] = Number, [9] = Number, [10] = "logical" },
        ["logical"] = new()
        {
            [1] = "empty", [2] = "empty", [3] = "empty", [4] = "empty", [5] = "decimal", [6] = "empty", [7] = "time", [8] = "time", [10] = "integer",
            [11] = "empty", [12] = "empty", [13] = "empty", [14] = "empty", [15] = "empty", [16] = "variant", [17] = "geography", [18] = "geography",
        },
        ["empty"] = [],
        ["decimal"] = new() { [1] = Number, [2] = Number },
        ["time"] = new() { [1] = Truth, [2] = "unit" },
        ["unit"] = new() { [1] = "empty", [2] = "empty", [3] = "empty" },
        ["integer"] = new() { [1] = Byte, [2] = Truth },
        ["variant"] = new() { [1] = Byte },
        ["geography"] = new() { [1] = Text, [2] = Number },
        ["rows"] = new() { [1] = "*chunk", [2] = Number, [3] = Number, [4] = "*sorting", [5] = Number, [6] = Number, [7] = Number },
        ["chunk"] = new() { [1] = Text, [2] = Number, [3] = "column", [4] = Number, [5] = Number, [6] = Number, [7] = Number, [8] = "none", [9] = "none" },
        ["column"] = new()
        {
            [1] = Number, [2] = "*number", [3] = "*text", [4] = Number, [5] = Number, [6] = Number, [7] = Number, [8] = "*pair", [9] = Number, [10] = Number,
            [11] = Number, [12] = "statistics", [13] = "*encoding", [14] = Number, [15] = Number, [16] = "sizes", [17] = "none",
        },
        ["pair"] = new() { [1] = Text, [2] = Text },
        ["order"] = new() { [1] = "empty" },
        ["sorting"] = new() { [1] = Number, [2] = Truth, [3] = Truth },
        ["statistics"] = new() { [1] = Text, [2] = Text, [3] = Number, [4] = Number, [5] = Text, [6] = Text, [7] = Truth, [8] = Truth },
        ["encoding"] = new() { [1] = Number, [2] = Number, [3] = Number },
        ["sizes"] = new() { [1] = Number, [2] = "*number", [3] = "*number" },
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
            var expected = name is null ? null : Structures[name].GetValueOrDefault((int)field);
            if (!Value(header & 15, expected, depth - 1))
                return false;
        }

        return false;
    }

    // Compact types: 1 true, 2 false, 3 byte, 4-6 integers, 7 double, 8 binary, 9 list, 10 set, 12 structure.
    private bool Value(int type, string? expected, int depth) => (type, expected) switch
    {
        (1 or 2, null or Truth) => true,
        (3, null or Byte) => Skip(1),
        (4 or 5 or 6, null or Number) => Varint(out _),
        (7, null) => Skip(8),
        (8, null or Text) => Varint(out var length) && Skip(length),
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

        // In a list each truth value takes a byte.
        var type = (header & 15) is 1 or 2 && element is null ? 3 : header & 15;
        for (var index = 0UL; index < count; index++)
        {
            if (!Value(type, element, depth - 1))
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
