using LlamaNas.Checkpoints;
using static TorchSharp.torch;

namespace LlamaNas.Tensors;

/// <summary>Named tensors in one safetensors file.</summary>
internal static class TensorFile
{
    /// <summary>Writes tensors in their own element types.</summary>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        SafetensorsWriter.Write(path, tensors.Select(entry => Entry(entry.Key, entry.Value, entry.Value.dtype.ToElementType())));

    /// <summary>A tensor to be written, converted to an element type when its turn comes.</summary>
    public static TensorToWrite Entry(string name, Tensor tensor, ElementType type) => Entry(name, [.. tensor.shape], type, () => tensor);

    /// <summary>A tensor to be written that is made when its turn comes.</summary>
    public static TensorToWrite Entry(string name, EquatableArray<long> shape, ElementType type, Func<Tensor> make) => new(name, type, shape, () =>
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        return TensorLoader.Bytes(make().to(type.ToScalarType()));
    });

    /// <summary>Copies a file's tensors into existing ones of the same names and shapes.</summary>
    public static void ReadInto(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var gradients = no_grad();
        using var stream = File.OpenRead(path);
        foreach (var info in SafetensorsHeader.Read(path))
        {
            if (!tensors.TryGetValue(info.Name, out var target) || !info.Shape.Span.SequenceEqual(target.shape))
                throw new CheckpointException($"{path}: tensor '{info.Name}' of shape {info.Shape} is not part of this network. Remove the checkpoint to start anew.");

            using var scope = NewDisposeScope();
            var stored = empty(info.Shape.Span, info.ElementType.ToScalarType());
            stream.Position = info.Offset;
            stream.ReadExactly(stored.bytes);
            target.copy_(stored);
        }
    }
}
