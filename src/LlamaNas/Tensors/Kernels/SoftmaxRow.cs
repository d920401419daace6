using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LlamaNas.Tensors.Kernels;

/// <summary>Softmax of one FP32 row whose length is a multiple of eight.</summary>
internal static class SoftmaxRow
{
    /// <summary>Elements of one vector step.</summary>
    public const int Step = 8;

    /// <summary>The next multiple of eight.</summary>
    public static int Padded(int length) => (length + Step - 1) / Step * Step;

    /// <summary>Replaces the row by its softmax; -infinity becomes exactly 0.</summary>
    public static void Apply(Span<float> row)
    {
        var (_, sum) = Exponentials(row);
        ref var first = ref MemoryMarshal.GetReference(row);
        var factor = Vector256.Create(1 / sum);
        for (nuint at = 0; at < (nuint)row.Length; at += Step)
            (Vector256.LoadUnsafe(ref first, at) * factor).StoreUnsafe(ref first, at);
    }

    /// <summary>Replaces the row by <c>e^(x - largest)</c>; returns the largest element and the sum of the exponentials.</summary>
    public static (float Largest, float Sum) Exponentials(Span<float> row)
    {
        if (row.Length % Step != 0)
            throw new ArgumentException($"{row.Length} elements, but the length must be a multiple of {Step}", nameof(row));

        ref var first = ref MemoryMarshal.GetReference(row);
        var largests = Vector256.Create(float.NegativeInfinity);
        nuint place = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var wideLargests = Vector512.Create(float.NegativeInfinity);
            for (; place + (2 * Step) <= (nuint)row.Length; place += 2 * Step)
                wideLargests = Vector512.Max(wideLargests, Vector512.LoadUnsafe(ref first, place));
            largests = Vector256.Max(wideLargests.GetLower(), wideLargests.GetUpper());
        }

        for (; place < (nuint)row.Length; place += Step)
            largests = Vector256.Max(largests, Vector256.LoadUnsafe(ref first, place));
        var largest = Largest(largests);
        var subtrahend = Vector256.Create(largest);
        var sums = Vector256<float>.Zero;
        nuint at = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var wideSums = Vector512<float>.Zero;
            for (; at + (2 * Step) <= (nuint)row.Length; at += 2 * Step)
            {
                var exponentials = Exponential.Of(Vector512.LoadUnsafe(ref first, at) - Vector512.Create(largest));
                exponentials.StoreUnsafe(ref first, at);
                wideSums += exponentials;
            }

            sums = wideSums.GetLower() + wideSums.GetUpper();
        }

        for (; at < (nuint)row.Length; at += Step)
        {
            var exponentials = Exponential.Of(Vector256.LoadUnsafe(ref first, at) - subtrahend);
            exponentials.StoreUnsafe(ref first, at);
            sums += exponentials;
        }

        return (largest, Vector256.Sum(sums));
    }

    /// <summary>The largest of eight; NaN where one is.</summary>
    public static float Largest(Vector256<float> values)
    {
        var four = Vector128.Max(values.GetLower(), values.GetUpper());
        var two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return MathF.Max(two[0], two[1]);
    }
}
