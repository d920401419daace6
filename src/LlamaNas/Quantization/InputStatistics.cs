using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Quantization;

/// <summary>What calibration saw of one map's inputs.</summary>
internal sealed class InputStatistics : IDisposable
{
    private Tensor? _gram;
    private Tensor? _largest;

    /// <summary>Sum of x xᵀ, FP32 <c>[inputs, inputs]</c>.</summary>
    public Tensor Gram => _gram ?? throw new InvalidOperationException("nothing was seen");

    /// <summary>Largest magnitude of each channel, FP32 <c>[inputs]</c>.</summary>
    public Tensor Largest => _largest ?? throw new InvalidOperationException("nothing was seen");

    /// <summary>Adds inputs, <c>[tokens, inputs]</c>.</summary>
    public void Add(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var real = inputs.to(float32);
        var (gram, largest) = (real.t().matmul(real), real.abs().amax([0]));
        using var oldGram = _gram;
        using var oldLargest = _largest;
        _gram = (oldGram is null ? gram : gram.Add(oldGram)).DetachFromDisposeScope();
        _largest = (oldLargest is null ? largest : largest.maximum(oldLargest)).DetachFromDisposeScope();
    }

    /// <summary>Frees the sums.</summary>
    public void Dispose()
    {
        _gram?.Dispose();
        _largest?.Dispose();
    }
}
