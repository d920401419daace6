using System.Diagnostics;
using static TorchSharp.torch;

namespace LlamaNas.Benchmarks;

/// <summary>The yardstick: Torch's BF16 product of 512x4096 and 4096x11008, as a linear layer computes it.</summary>
internal sealed class RawProduct
{
    private const long Rows = 512, Inner = 4096, Columns = 11008;
    private const int Repetitions = 5;
    private readonly Tensor _left = randn([Rows, Inner]).to(bfloat16).DetachFromDisposeScope();
    private readonly Tensor _right = randn([Columns, Inner]).to(bfloat16).DetachFromDisposeScope();

    /// <summary>Billions of floating-point operations a second.</summary>
    public double GigaFlops()
    {
        using var scope = NewDisposeScope();
        var started = Stopwatch.GetTimestamp();
        for (var repetition = 0; repetition < Repetitions; repetition++)
            nn.functional.linear(_left, _right);
        return 2.0 * Rows * Inner * Columns * Repetitions / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e9;
    }
}
