using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlamaNas.Tensors.Kernels;

/// <summary>INT32 sums of INT8 products back to real numbers: sum * token's scale * channel's scale.</summary>
internal static class Int8SumKernel
{
    private const int Step = 8;

    /// <summary>The real numbers, rounded once.</summary>
    /// <param name="sums">INT32 <c>[tokens, channels]</c>.</param>
    /// <param name="tokenScales">FP32 <c>[tokens]</c>.</param>
    /// <param name="channelScales">FP32 <c>[channels]</c>.</param>
    /// <param name="result">BF16 <c>[tokens, channels]</c>.</param>
    public static void Dequantize(ReadOnlySpan<int> sums, ReadOnlySpan<float> tokenScales, ReadOnlySpan<float> channelScales, Span<ushort> result)
    {
        var channels = channelScales.Length;
        for (var token = 0; token < tokenScales.Length; token++)
        {
            var row = sums.Slice(token * channels, channels);
            var target = result.Slice(token * channels, channels);
            ref var from = ref MemoryMarshal.GetReference(row);
            ref var scales = ref MemoryMarshal.GetReference(channelScales);
            ref var to = ref MemoryMarshal.GetReference(target);
            nuint at = 0;
            for (; at + BFloat16Vectors.Step <= (nuint)channels; at += BFloat16Vectors.Step)
                BFloat16Vectors.Store(Real(ref from, ref scales, at, tokenScales[token]), Real(ref from, ref scales, at + Step, tokenScales[token]), ref to, at);
            for (var rest = (int)at; rest < channels; rest++)
                target[rest] = BFloat16Vectors.Round(row[rest] * (channelScales[rest] * tokenScales[token]));
        }
    }

    /// <summary>The gated unit <c>silu(gate) * up</c> of both sums, straight to INT8 again.</summary>
    /// <param name="gate">INT32 <c>[tokens, channels]</c>.</param>
    /// <param name="up">As <paramref name="gate"/>.</param>
    /// <param name="tokenScales">FP32 <c>[tokens]</c>.</param>
    /// <param name="gateScales">FP32 <c>[channels]</c>.</param>
    /// <param name="upScales">As <paramref name="gateScales"/>.</param>
    /// <param name="values">INT8 <c>[tokens, channels]</c>.</param>
    /// <param name="scales">FP32 <c>[tokens]</c>: the new scales.</param>
    public static void Gate(
        ReadOnlySpan<int> gate, ReadOnlySpan<int> up, ReadOnlySpan<float> tokenScales, ReadOnlySpan<float> gateScales, ReadOnlySpan<float> upScales,
        Span<sbyte> values, Span<float> scales)
    {
        var channels = gateScales.Length;
        var real = new float[channels];
        for (var token = 0; token < tokenScales.Length; token++)
        {
            GateRow(gate.Slice(token * channels, channels), up.Slice(token * channels, channels), tokenScales[token], gateScales, upScales, real);
            scales[token] = RowQuantizer.QuantizeRow(real, values.Slice(token * channels, channels));
        }
    }

    private static void GateRow(
        ReadOnlySpan<int> gate, ReadOnlySpan<int> up, float tokenScale, ReadOnlySpan<float> gateScales, ReadOnlySpan<float> upScales, Span<float> result)
    {
        ref var gates = ref MemoryMarshal.GetReference(gate);
        ref var ups = ref MemoryMarshal.GetReference(up);
        ref var gateScale = ref MemoryMarshal.GetReference(gateScales);
        ref var upScale = ref MemoryMarshal.GetReference(upScales);
        ref var to = ref MemoryMarshal.GetReference(result);
        nuint at = 0;
        for (; at + Step <= (nuint)result.Length; at += Step)
            (GateKernel.Silu(Real(ref gates, ref gateScale, at, tokenScale)) * Real(ref ups, ref upScale, at, tokenScale)).StoreUnsafe(ref to, at);
        for (var rest = (int)at; rest < result.Length; rest++)
            result[rest] = GateKernel.Silu(Vector256.Create(gate[rest] * (gateScales[rest] * tokenScale)))[0] * (up[rest] * (upScales[rest] * tokenScale));
    }

    private static Vector256<float> Real(ref int sums, ref float scales, nuint at, float tokenScale) =>
        Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref sums, at)) * (Vector256.LoadUnsafe(ref scales, at) * tokenScale);
}
