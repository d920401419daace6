namespace LlamaNas.Checkpoints;

/// <summary>Where a stored tensor lies.</summary>
/// <param name="Name">Name in the checkpoint.</param>
/// <param name="ElementType">How its numbers are stored.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="File">Full path of the safetensors file.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="Length">Length in bytes.</param>
public sealed record TensorInfo(string Name, ElementType ElementType, EquatableArray<long> Shape, string File, long Offset, long Length);
