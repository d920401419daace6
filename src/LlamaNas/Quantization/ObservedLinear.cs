using LlamaNas.Networks;
using TorchSharp;

namespace LlamaNas.Quantization;

/// <summary>A map that shows its inputs on the way.</summary>
/// <param name="map">The map.</param>
/// <param name="statistics">Gets the inputs.</param>
internal sealed class ObservedLinear(ILinear map, InputStatistics statistics) : ILinear
{
    /// <inheritdoc/>
    public torch.Tensor Apply(torch.Tensor input)
    {
        statistics.Add(input);
        return map.Apply(input);
    }

    /// <inheritdoc/>
    public ILinear FirstOutputs(int count) => new ObservedLinear(map.FirstOutputs(count), statistics);

    /// <inheritdoc/>
    public ILinear FirstInputs(int count) => new ObservedLinear(map.FirstInputs(count), statistics);
}
