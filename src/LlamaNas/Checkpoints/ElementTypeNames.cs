namespace LlamaNas.Checkpoints;

/// <summary>Element types as safetensors writes them.</summary>
public static class ElementTypeNames
{
    /// <summary>Bytes of one number.</summary>
    public static int Bytes(this ElementType type) => type switch
    {
        ElementType.Float32 => 4,
        ElementType.Int8 or ElementType.UInt8 => 1,
        _ => 2,
    };

    /// <summary>Name in a safetensors header.</summary>
    public static string Name(this ElementType type) => type switch
    {
        ElementType.Float32 => "F32",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Int8 => "I8",
        ElementType.UInt8 => "U8",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a stored element type"),
    };

    /// <summary>The type of a name in a safetensors header; null where it is none of ours.</summary>
    public static ElementType? Parse(string? name) => name switch
    {
        "F32" => ElementType.Float32,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "I8" => ElementType.Int8,
        "U8" => ElementType.UInt8,
        _ => null,
    };
}
