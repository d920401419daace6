namespace LlamaNas.Checkpoints.Gguf;

/// <summary>Where a GGUF file stores a tensor.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Type">How its numbers are stored.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
internal sealed record GgufTensorInfo(string Name, GgufElementType Type, EquatableArray<long> Shape, long Offset)
{
    /// <summary>Bytes that it takes.</summary>
    public long Length => Type.Bytes(Shape);
}
