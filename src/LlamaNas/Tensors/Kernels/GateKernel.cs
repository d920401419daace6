using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlamaNas.Tensors.Kernels;

/// <summary>The gated unit of the feed-forward block (arXiv 2002.05202): <c>silu(gate) * up</c>.</summary>
internal static class GateKernel
{
    /// <summary>Replaces the gate's values by the product; computed in FP32, rounded once.</summary>
    /// <param name="gate">BF16; changed.</param>
    /// <param name="up">BF16, as many.</param>
    public static void Apply(Span<ushort> gate, ReadOnlySpan<ushort> up)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(up.Length, gate.Length);
        ref var gates = ref MemoryMarshal.GetReference(gate);
        ref var ups = ref MemoryMarshal.GetReference(up);
        nuint at = 0;
        for (; Vector512.IsHardwareAccelerated && at + (2 * BFloat16Vectors.Step) <= (nuint)gate.Length; at += 2 * BFloat16Vectors.Step)
        {
            var (low, high) = BFloat16Vectors.LoadWide(ref gates, at);
            var (upLow, upHigh) = BFloat16Vectors.LoadWide(ref ups, at);
            BFloat16Vectors.Store(Silu(low) * upLow, Silu(high) * upHigh, ref gates, at);
        }

        for (; at + BFloat16Vectors.Step <= (nuint)gate.Length; at += BFloat16Vectors.Step)
        {
            var (low, high) = BFloat16Vectors.Load(ref gates, at);
            var (upLow, upHigh) = BFloat16Vectors.Load(ref ups, at);
            BFloat16Vectors.Store(Silu(low) * upLow, Silu(high) * upHigh, ref gates, at);
        }

        for (var rest = (int)at; rest < gate.Length; rest++)
        {
            var value = BFloat16Vectors.Wide(gate[rest]);
            gate[rest] = BFloat16Vectors.Round(Silu(Vector256.Create(value))[0] * BFloat16Vectors.Wide(up[rest]));
        }
    }

    /// <summary>The same in FP32.</summary>
    /// <param name="gate">FP32; changed.</param>
    /// <param name="up">FP32, as many.</param>
    public static void Apply(Span<float> gate, ReadOnlySpan<float> up)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(up.Length, gate.Length);
        ref var gates = ref MemoryMarshal.GetReference(gate);
        ref var ups = ref MemoryMarshal.GetReference(up);
        nuint at = 0;
        for (; at + 8 <= (nuint)gate.Length; at += 8)
            (Silu(Vector256.LoadUnsafe(ref gates, at)) * Vector256.LoadUnsafe(ref ups, at)).StoreUnsafe(ref gates, at);
        for (var rest = (int)at; rest < gate.Length; rest++)
            gate[rest] = Silu(Vector256.Create(gate[rest]))[0] * up[rest];
    }

    /// <summary><c>x / (1 + e^-x)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Silu(Vector256<float> value) => value / (Vector256<float>.One + Exponential.Of(-value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Silu(Vector512<float> value) => value / (Vector512<float>.One + Exponential.Of(-value));
}
