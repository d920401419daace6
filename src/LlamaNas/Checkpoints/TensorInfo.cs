using LlamaNas.Checkpoints.Gguf;

namespace LlamaNas.Checkpoints;

/// <summary>Where a stored tensor lies.</summary>
/// <param name="Name">Name in the checkpoint.</param>
/// <param name="ElementType">How its numbers are stored; FP32 for blocks of a GGUF file.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="File">Full path of the safetensors or GGUF file.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="Length">Length in bytes, of <paramref name="ElementType"/>.</param>
public sealed record TensorInfo(string Name, ElementType ElementType, EquatableArray<long> Shape, string File, long Offset, long Length)
{
    /// <summary>How a GGUF file stores it; null where the file has its bytes as they are.</summary>
    internal GgufStorage? Storage { get; init; }
}
