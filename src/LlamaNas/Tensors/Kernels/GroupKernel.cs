using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LlamaNas.Checkpoints;

namespace LlamaNas.Tensors.Kernels;

/// <summary>
/// Rows of weights in groups of inputs with one FP16 scale a group, as real numbers; INT4 is packed as <see cref="QuantizedLayout"/> says.
/// </summary>
internal static class GroupKernel
{
    private const int Block = QuantizedLayout.Block;
    private const int Offset = 8;

    /// <summary>Packs a row of INT4 levels; inputs that a last block lacks are 0.</summary>
    /// <param name="levels">From -8 to 7.</param>
    /// <param name="packed">As long as <see cref="QuantizedLayout.PackedBytes"/> says.</param>
    public static void Pack(ReadOnlySpan<sbyte> levels, Span<byte> packed)
    {
        packed.Fill(Offset | (Offset << 4));
        for (var input = 0; input < levels.Length; input++)
        {
            var (at, high) = ((input / Block * (Block / 2)) + (input % (Block / 2)), input % Block >= Block / 2);
            var level = (byte)(levels[input] + Offset);
            packed[at] = high ? (byte)((packed[at] & 0x0F) | (level << 4)) : (byte)((packed[at] & 0xF0) | level);
        }
    }

    /// <summary>A packed row of INT4 as real numbers.</summary>
    /// <param name="packed">The row.</param>
    /// <param name="scales">FP16, one a group.</param>
    /// <param name="groupSize">Inputs a group; a multiple of 32.</param>
    /// <param name="result">FP32, a multiple of 32 long.</param>
    public static void WidenInt4(ReadOnlySpan<byte> packed, ReadOnlySpan<Half> scales, int groupSize, Span<float> result)
    {
        Span<float> wide = stackalloc float[scales.Length];
        TensorPrimitives.ConvertToSingle(scales, wide);
        ref var from = ref MemoryMarshal.GetReference(packed);
        ref var to = ref MemoryMarshal.GetReference(result);
        for (var at = 0; at < result.Length; at += Block)
        {
            var bytes = Vector128.LoadUnsafe(ref from, (nuint)(at / 2));
            var scale = Vector256.Create(wide[at / groupSize]);
            Store((bytes & Vector128.Create((byte)0x0F)).AsSByte() - Vector128.Create((sbyte)Offset), scale, ref to, (nuint)at);
            Store((bytes >> 4).AsSByte() - Vector128.Create((sbyte)Offset), scale, ref to, (nuint)at + 16);
        }
    }

    /// <summary>A row of INT8 as real numbers.</summary>
    /// <param name="levels">The row.</param>
    /// <param name="scales">FP16, one a group.</param>
    /// <param name="groupSize">Inputs a group; a multiple of 16.</param>
    /// <param name="result">FP32, as many as the row.</param>
    public static void WidenInt8(ReadOnlySpan<sbyte> levels, ReadOnlySpan<Half> scales, int groupSize, Span<float> result)
    {
        Span<float> wide = stackalloc float[scales.Length];
        TensorPrimitives.ConvertToSingle(scales, wide);
        ref var from = ref MemoryMarshal.GetReference(levels);
        ref var to = ref MemoryMarshal.GetReference(result);
        var at = 0;
        for (; at + 16 <= levels.Length; at += 16)
            Store(Vector128.LoadUnsafe(ref from, (nuint)at), Vector256.Create(wide[at / groupSize]), ref to, (nuint)at);
        for (; at < levels.Length; at++)
            result[at] = levels[at] * wide[at / groupSize];
    }

    private static void Store(Vector128<sbyte> levels, Vector256<float> scale, ref float to, nuint at)
    {
        var (firstHalf, secondHalf) = Vector128.Widen(levels);
        var (low, high) = Vector256.Widen(Vector256.Create(firstHalf, secondHalf));
        (Vector256.ConvertToSingle(low) * scale).StoreUnsafe(ref to, at);
        (Vector256.ConvertToSingle(high) * scale).StoreUnsafe(ref to, at + 8);
    }
}
