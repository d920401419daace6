using LlamaNas.Networks;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>A linear map that shows its input, <c>[tokens, inputs]</c>, before it applies.</summary>
internal sealed class ObservedLinear(ILinear inner, Action<Tensor> observe) : ILinear
{
    /// <inheritdoc/>
    public Tensor Apply(Tensor input)
    {
        observe(input);
        return inner.Apply(input);
    }

    /// <inheritdoc/>
    public ILinear FirstOutputs(int count) => new ObservedLinear(inner.FirstOutputs(count), observe);

    /// <inheritdoc/>
    public ILinear FirstInputs(int count) => new ObservedLinear(inner.FirstInputs(count), observe);
}
