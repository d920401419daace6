using System.Runtime.InteropServices;
using LlamaNas.Checkpoints.Gguf;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Export;

/// <summary>Tensors to the bytes of a GGUF file.</summary>
internal static class GgufEncoding
{
    private const long PartElements = 1 << 22;

    /// <summary>Writes a tensor, some rows at a time.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="name">For error messages.</param>
    /// <param name="tensor">One or two axes, any device and type.</param>
    /// <param name="type">How its numbers are stored.</param>
    /// <exception cref="LlamaNasException">A value does not fit the type.</exception>
    public static void Write(Stream stream, string name, Tensor tensor, GgufElementType type)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var rows = tensor.detach().reshape(-1, tensor.shape[^1]);
        var step = Math.Max(1, PartElements / rows.shape[1]);
        for (long row = 0; row < rows.shape[0]; row += step)
            stream.Write(Part(name, rows.narrow(0, row, Math.Min(step, rows.shape[0] - row)), type));
    }

    private static byte[] Part(string name, Tensor rows, GgufElementType type)
    {
        using var scope = NewDisposeScope();
        var converted = rows.to(type switch
        {
            GgufElementType.Float16 => ScalarType.Float16,
            GgufElementType.BFloat16 => ScalarType.BFloat16,
            _ => ScalarType.Float32,
        });
        if (!converted.isfinite().all().item<bool>())
            throw new LlamaNasException($"tensor '{name}' holds values that {type} cannot. Use --precision bfloat16 or float32; if that fails too, the weights are damaged.");

        var bytes = TensorLoader.Bytes(converted);
        return type.BlockSize() == 1 ? bytes : BlockEncoding.Encode(type, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }
}
