using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>A linear map that shows what it is applied to.</summary>
/// <param name="inner">The map.</param>
/// <param name="watch">Given the input, <c>[tokens, inputs]</c>; returns what the map is applied to instead.</param>
internal sealed class WatchedLinear(ILinear inner, Func<Tensor, Tensor> watch) : ILinear
{
    /// <summary>A map that shows its input and is applied to it.</summary>
    /// <param name="inner">The map.</param>
    /// <param name="observe">Given the input, <c>[tokens, inputs]</c>.</param>
    public WatchedLinear(ILinear inner, Action<Tensor> observe)
        : this(inner, input =>
        {
            observe(input);
            return input;
        })
    {
    }

    /// <inheritdoc/>
    public Tensor Apply(Tensor input) => inner.Apply(watch(input));

    /// <inheritdoc/>
    public Tensor Apply(LinearInput input) => inner.Apply(inner.Prepare(watch(input.Values)));

    /// <inheritdoc/>
    public ILinear FirstOutputs(int count) => new WatchedLinear(inner.FirstOutputs(count), watch);

    /// <inheritdoc/>
    public ILinear FirstInputs(int count) => new WatchedLinear(inner.FirstInputs(count), watch);
}
