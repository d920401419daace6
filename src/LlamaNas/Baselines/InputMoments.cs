using LlamaNas.Networks;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>Mean and variance of every input channel of a linear map over a calibration text.</summary>
internal sealed class InputMoments : IDisposable
{
    private readonly Tensor _sum;            // FP64 [inputs]
    private readonly Tensor _squares;        // FP64 [inputs]
    private long _tokens;

    private InputMoments(long inputs, Device device) =>
        (_sum, _squares) = (zeros(inputs, float64, device).DetachFromDisposeScope(), zeros(inputs, float64, device).DetachFromDisposeScope());

    /// <summary>Norm of each channel over all tokens, FP32 <c>[inputs]</c>, owned by the caller's scope.</summary>
    public Tensor Norms => _squares.sqrt().to(float32);

    /// <summary>Mean of each channel, FP32 <c>[inputs]</c>.</summary>
    public Tensor Means => _sum.Over(_tokens).to(float32);

    /// <summary>Sample variance of each channel, FP32 <c>[inputs]</c>.</summary>
    public Tensor Variances => (_squares - (_sum * _sum).Over(_tokens)).Over(_tokens - 1).AtLeast(0).to(float32);

    /// <summary>Moments of all inputs that <see cref="LinearInputs"/> shows, by layer and part.</summary>
    public static Dictionary<(int Layer, string Part), InputMoments> Measure(SuperNetwork network, IReadOnlyList<int[]> sequences)
    {
        var moments = new Dictionary<(int Layer, string Part), InputMoments>();
        LinearInputs.Observe(network, sequences, (layer, part, input) =>
        {
            if (!moments.TryGetValue((layer, part), out var own))
                moments[(layer, part)] = own = new InputMoments(input.shape[1], input.device);
            own.Add(input);
        });
        return moments;
    }

    /// <summary>Frees the sums.</summary>
    public void Dispose()
    {
        _sum.Dispose();
        _squares.Dispose();
    }

    private void Add(Tensor input)
    {
        using var scope = NewDisposeScope();
        var exact = input.to(float64);
        _sum.Add(exact.sum([0]));
        _squares.Add(exact.Squared().sum([0]));
        _tokens += input.shape[0];
    }
}
