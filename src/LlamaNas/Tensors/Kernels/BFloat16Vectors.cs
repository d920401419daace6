using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlamaNas.Tensors.Kernels;

/// <summary>BF16 (the upper half of an FP32) to FP32 and back, rounded to the nearest, ties to even; a NaN stays one.</summary>
internal static class BFloat16Vectors
{
    /// <summary>Elements of one vector step.</summary>
    public const int Step = 16;
    private const uint NaN = 0x7FC0;

    /// <summary>The next multiple of a vector step.</summary>
    public static int Padded(int length) => (length + Step - 1) / Step * Step;

    /// <summary>Widens all elements.</summary>
    /// <param name="source">BF16 bits.</param>
    /// <param name="target">At least as many FP32 values.</param>
    public static void Widen(ReadOnlySpan<ushort> source, Span<float> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, source.Length);
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        nuint at = 0;
        for (; at + Step <= (nuint)source.Length; at += Step)
        {
            var (low, high) = Load(ref from, at);
            low.StoreUnsafe(ref to, at);
            high.StoreUnsafe(ref to, at + 8);
        }

        if (at == (nuint)source.Length)
            return;

        Span<ushort> rest = stackalloc ushort[Step];
        Span<float> wide = stackalloc float[Step];
        source[(int)at..].CopyTo(rest);
        var (restLow, restHigh) = Load(ref MemoryMarshal.GetReference(rest), 0);
        restLow.CopyTo(wide);
        restHigh.CopyTo(wide[8..]);
        wide[..(source.Length - (int)at)].CopyTo(target[(int)at..]);
    }

    /// <summary>Rounds all elements.</summary>
    /// <param name="source">FP32 values.</param>
    /// <param name="target">At least as many BF16 values.</param>
    public static void Narrow(ReadOnlySpan<float> source, Span<ushort> target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(target.Length, source.Length);
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        nuint at = 0;
        for (; at + Step <= (nuint)source.Length; at += Step)
            Store(Vector256.LoadUnsafe(ref from, at), Vector256.LoadUnsafe(ref from, at + 8), ref to, at);
        if (at == (nuint)source.Length)
            return;

        Span<float> rest = stackalloc float[Step];
        Span<ushort> rounded = stackalloc ushort[Step];
        source[(int)at..].CopyTo(rest);
        Store(Vector256.Create<float>(rest), Vector256.Create<float>(rest[8..]), ref MemoryMarshal.GetReference(rounded), 0);
        rounded[..(source.Length - (int)at)].CopyTo(target[(int)at..]);
    }

    /// <summary>Sixteen elements as FP32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Low, Vector256<float> High) Load(ref ushort from, nuint at)
    {
        var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, at));
        return ((low << 16).AsSingle(), (high << 16).AsSingle());
    }

    /// <summary>Stores sixteen elements, rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> low, Vector256<float> high, ref ushort to, nuint at) =>
        Vector256.Narrow(Round(low), Round(high)).StoreUnsafe(ref to, at);

    /// <summary>Two steps of elements as FP32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Low, Vector512<float> High) LoadWide(ref ushort from, nuint at)
    {
        var (low, high) = Vector512.Widen(Vector512.LoadUnsafe(ref from, at));
        return ((low << 16).AsSingle(), (high << 16).AsSingle());
    }

    /// <summary>Stores two steps of elements, rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> low, Vector512<float> high, ref ushort to, nuint at) =>
        Vector512.Narrow(Round(low), Round(high)).StoreUnsafe(ref to, at);

    /// <summary>One step of elements as FP32, in one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadOne(ref ushort from, nuint at) =>
        (Vector512.WidenLower(Vector256.LoadUnsafe(ref from, at).ToVector512Unsafe()) << 16).AsSingle();

    /// <summary>Stores one step of elements, rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, ref ushort to, nuint at) =>
        Vector512.Narrow(Round(value), Vector512<uint>.Zero).GetLower().StoreUnsafe(ref to, at);

    /// <summary>One element as FP32.</summary>
    public static float Wide(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    /// <summary>One element, rounded.</summary>
    public static ushort Round(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)(float.IsNaN(value) ? NaN : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Round(Vector256<float> value)
    {
        var bits = value.AsUInt32();
        var rounded = (bits + Vector256.Create(0x7FFFu) + ((bits >> 16) & Vector256<uint>.One)) >> 16;
        return Vector256.ConditionalSelect(Vector256.Equals(value, value).AsUInt32(), rounded, Vector256.Create(NaN));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Round(Vector512<float> value)
    {
        var bits = value.AsUInt32();
        var rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;
        return Vector512.ConditionalSelect(Vector512.Equals(value, value).AsUInt32(), rounded, Vector512.Create(NaN));
    }
}
