using LlamaNas.Checkpoints;

namespace LlamaNas.Export;

/// <summary>How the weight matrices of a GGUF file are stored; norms are always FP32.</summary>
public enum GgufPrecision
{
    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>IEEE 754 half precision.</summary>
    Float16,

    /// <summary>bfloat16.</summary>
    BFloat16,

    /// <summary>INT8 in blocks of 32 along a row, one FP16 scale a block; a matrix whose rows are no multiple of 32 long stays FP16.</summary>
    Q8,

    /// <summary>INT4 in blocks of 32, one FP16 scale a block; embedding and output projection are Q6_K, or Q8_0 where rows are no multiple of 256.</summary>
    Q4,

    /// <summary>INT4 in blocks of 256 with scales and minima of 6 bits a 32; where rows are no multiple of 256, Q4_1. Embedding and output projection as for <see cref="Q4"/>.</summary>
    Q4K,
}

/// <summary>Names of the precisions on the command line.</summary>
public static class GgufPrecisionNames
{
    private static readonly Dictionary<string, GgufPrecision> Names = new(StringComparer.Ordinal)
    {
        ["float32"] = GgufPrecision.Float32,
        ["float16"] = GgufPrecision.Float16,
        ["bfloat16"] = GgufPrecision.BFloat16,
        ["q8_0"] = GgufPrecision.Q8,
        ["q4_0"] = GgufPrecision.Q4,
        ["q4_k"] = GgufPrecision.Q4K,
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> All => Names.Keys;

    /// <summary>The precision that loses nothing of weights stored in an element type.</summary>
    public static GgufPrecision Of(ElementType stored) => stored switch
    {
        Checkpoints.ElementType.Float32 => GgufPrecision.Float32,
        Checkpoints.ElementType.Float16 => GgufPrecision.Float16,
        _ => GgufPrecision.BFloat16,
    };

    /// <summary>The element type of safetensors that a precision is; null where it is of blocks, which GGUF alone has.</summary>
    public static ElementType? ElementType(this GgufPrecision precision) => precision switch
    {
        GgufPrecision.Float32 => Checkpoints.ElementType.Float32,
        GgufPrecision.Float16 => Checkpoints.ElementType.Float16,
        GgufPrecision.BFloat16 => Checkpoints.ElementType.BFloat16,
        _ => null,
    };

    /// <summary>The name of a precision.</summary>
    public static string Name(this GgufPrecision precision) => Names.Single(entry => entry.Value == precision).Key;

    /// <summary>The precision of a name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static GgufPrecision Parse(string name) =>
        Names.TryGetValue(name, out var precision) ? precision : throw new UsageException($"Unknown precision '{name}'. Use one of: {string.Join(", ", Names.Keys)}.");
}
