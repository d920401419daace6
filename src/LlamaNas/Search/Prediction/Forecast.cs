using System.Runtime.InteropServices;
using LlamaNas.Statistics;

namespace LlamaNas.Search.Prediction;

/// <summary>What a Gaussian process expects of one network. Networks whose evaluation is awaited make it surer, though nobody knows their values yet.</summary>
internal sealed class Forecast
{
    private readonly GaussianProcess _process;
    private readonly double[] _centered, _projected;
    private readonly double _square;
    private readonly List<double> _whitened;     // what the evaluated networks explain, then each awaited one
    private double _variance;

    public Forecast(GaussianProcess process, double[] features)
    {
        _process = process;
        _centered = process.Centered(features);
        _projected = process.Kernel.Project(_centered);
        _square = Cholesky.Dot(_centered, _projected);
        var whitened = process.Whitened(process.Similarities(_centered, _square));
        _whitened = [.. whitened];
        _variance = Math.Max(0, process.Kernel.Of(_square, _square, _square) - Cholesky.Dot(whitened, whitened));
    }

    /// <summary>Standard deviation of the expectation, in the objective's unit, without the noise of an evaluation.</summary>
    public double Deviation => _process.Scale * Math.Sqrt(_variance);

    /// <summary>Takes into account that another network will be evaluated; all networks have to hear of the same ones in the same order.</summary>
    public void Await(Forecast other)
    {
        var others = CollectionsMarshal.AsSpan(other._whitened)[.._whitened.Count];
        var shared = _process.Kernel.Of(Cholesky.Dot(_centered, other._projected), _square, other._square)
            - Cholesky.Dot(CollectionsMarshal.AsSpan(_whitened), others);
        var explained = shared / Math.Sqrt(other.VarianceBefore(_whitened.Count) + _process.Kernel.Noise);
        _whitened.Add(explained);
        _variance = Math.Max(0, _variance - (explained * explained));
    }

    // A chosen network has heard of exactly those that were chosen before it.
    private double VarianceBefore(int count) => count == _whitened.Count ? _variance
        : throw new InvalidOperationException("Networks must hear of awaited ones in the order of their choice.");
}
