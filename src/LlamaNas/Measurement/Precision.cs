namespace LlamaNas.Measurement;

/// <summary>How a network's numbers are kept while it runs.</summary>
public enum Precision
{
    /// <summary>FP32 weights and activations.</summary>
    Float32,

    /// <summary>bfloat16 weights and activations, FP32 residual stream.</summary>
    BFloat16,

    /// <summary>W8A8: INT8 linear maps with one scale per output channel, activations rounded per token; embedding and norms in bfloat16.</summary>
    Int8,

    /// <summary>Weight-only INT4: groups of 32 inputs share an FP16 scale; activations, embedding and norms in bfloat16.</summary>
    Int4,
}

/// <summary>Names of precisions, as on the command line.</summary>
public static class PrecisionNames
{
    /// <summary>float32, bfloat16, int8 or int4.</summary>
    public static string Name(this Precision precision) => precision.ToString().ToLowerInvariant();

    /// <summary>The precision of a name.</summary>
    /// <exception cref="UsageException">There is no such precision.</exception>
    public static Precision Parse(string name) =>
        Enum.GetValues<Precision>().Where(precision => precision.Name() == name).Select(precision => (Precision?)precision).FirstOrDefault()
        ?? throw new UsageException($"Unknown precision '{name}'. Use float32, bfloat16, int8 or int4.");
}
