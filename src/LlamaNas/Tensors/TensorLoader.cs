using LlamaNas.Checkpoints;
using static TorchSharp.torch;

namespace LlamaNas.Tensors;

/// <summary>Stored bytes to tensors and back.</summary>
internal static class TensorLoader
{
    /// <summary>Reads one tensor; only its own bytes are mapped while it is read.</summary>
    /// <param name="checkpoint">Where the tensor is stored.</param>
    /// <param name="name">Name in the checkpoint.</param>
    /// <param name="device">Where it goes.</param>
    /// <param name="type">Element type wanted; the stored type where null.</param>
    /// <returns>A contiguous tensor of the stored shape, owned by the caller.</returns>
    public static Tensor Load(Checkpoint checkpoint, string name, Device device, ScalarType? type = null)
    {
        using var scope = NewDisposeScope();
        var info = checkpoint.Tensors[name];
        var stored = empty(info.Shape.Span, info.ElementType.ToScalarType());
        checkpoint.Read(name, stored.bytes);
        return stored.to(type ?? stored.dtype, device).MoveToOuterDisposeScope();
    }

    /// <summary>The tensor's bytes in row-major order, as safetensors stores them.</summary>
    public static byte[] Bytes(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        return tensor.detach().cpu().contiguous().bytes.ToArray();
    }
}
