namespace LlamaNas.Checkpoints.Gguf;

/// <summary>How a GGUF file stores a tensor's numbers, with the format's numbers (ggml_type).</summary>
internal enum GgufElementType
{
    /// <summary>F32.</summary>
    Float32 = 0,

    /// <summary>F16.</summary>
    Float16 = 1,

    /// <summary>Q4_0: 32 weights share a scale.</summary>
    Q4 = 2,

    /// <summary>Q4_1: 32 weights share a scale and a minimum.</summary>
    Q4WithMinimum = 3,

    /// <summary>Q8_0: 32 weights share a scale.</summary>
    Q8 = 8,

    /// <summary>Q4_K: 256 weights, scales and minima of 6 bits for each 32.</summary>
    Q4K = 12,

    /// <summary>Q6_K: 256 weights, scales of 8 bits for each 16.</summary>
    Q6K = 14,

    /// <summary>BF16.</summary>
    BFloat16 = 30,
}

/// <summary>Sizes and names of the types.</summary>
internal static class GgufElementTypes
{
    private static readonly Dictionary<GgufElementType, (string Name, int BlockSize, int BlockBytes)> Known = new()
    {
        [GgufElementType.Float32] = ("F32", 1, 4),
        [GgufElementType.Float16] = ("F16", 1, 2),
        [GgufElementType.BFloat16] = ("BF16", 1, 2),
        [GgufElementType.Q4] = ("Q4_0", 32, 2 + 16),
        [GgufElementType.Q4WithMinimum] = ("Q4_1", 32, 2 + 2 + 16),
        [GgufElementType.Q8] = ("Q8_0", 32, 2 + 32),
        [GgufElementType.Q4K] = ("Q4_K", 256, 2 + 2 + 12 + 128),
        [GgufElementType.Q6K] = ("Q6_K", 256, 128 + 64 + 16 + 2),
    };

    // For messages about files that hold others.
    private static readonly (uint Number, string Name)[] Others =
    [
        (6, "Q5_0"), (7, "Q5_1"), (9, "Q8_1"), (10, "Q2_K"), (11, "Q3_K"), (13, "Q5_K"), (15, "Q8_K"), (16, "IQ2_XXS"), (17, "IQ2_XS"),
        (18, "IQ3_XXS"), (19, "IQ1_S"), (20, "IQ4_NL"), (21, "IQ3_S"), (22, "IQ2_S"), (23, "IQ4_XS"), (29, "IQ1_M"), (39, "MXFP4"),
    ];

    /// <summary>Names of all types that are read.</summary>
    public static string All { get; } = string.Join(", ", Known.OrderBy(entry => entry.Key).Select(entry => entry.Value.Name));

    /// <summary>The type of a number; null where it is not read.</summary>
    public static GgufElementType? Parse(uint number) => Known.ContainsKey((GgufElementType)number) ? (GgufElementType)number : null;

    /// <summary>The name of a type's number.</summary>
    public static string Name(uint number) => Parse(number) is { } type ? Known[type].Name : Others.FirstOrDefault(other => other.Number == number).Name ?? $"number {number}";

    /// <summary>Weights that are stored together; rows are multiples of it.</summary>
    public static int BlockSize(this GgufElementType type) => Known[type].BlockSize;

    /// <summary>Bytes of a block.</summary>
    public static int BlockBytes(this GgufElementType type) => Known[type].BlockBytes;

    /// <summary>Bytes of some weights, a multiple of the block size.</summary>
    public static long Bytes(this GgufElementType type, long count) => count / type.BlockSize() * type.BlockBytes();

    /// <summary>Bytes of a tensor.</summary>
    public static long Bytes(this GgufElementType type, EquatableArray<long> shape) => type.Bytes(shape.Aggregate(1L, (product, size) => product * size));

    /// <summary>The same numbers as safetensors have them: blocks are numbers of FP32.</summary>
    public static ElementType Decoded(this GgufElementType type) => type switch
    {
        GgufElementType.Float16 => ElementType.Float16,
        GgufElementType.BFloat16 => ElementType.BFloat16,
        _ => ElementType.Float32,
    };
}
