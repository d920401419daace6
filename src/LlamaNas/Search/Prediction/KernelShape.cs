namespace LlamaNas.Search.Prediction;

/// <summary>What a predictor believes before it has seen anything.</summary>
/// <param name="Shared">Weight of "a step is worth the same in every layer".</param>
/// <param name="Smooth">Weight of "a step is worth about as much as in the layers beside it".</param>
/// <param name="Width">Expected worth of a step of a kept layer, squared, relative to that of the layer itself.</param>
/// <param name="Interaction">How the worth of steps may depend on other steps.</param>
internal sealed record KernelShape(double Shared, double Smooth, double Width, Interaction Interaction)
{
    private const double LayersAlike = 3;

    /// <summary>Prior covariance of two features' weights.</summary>
    public double Covariance(Feature left, Feature right)
    {
        if (left.Group != right.Group)
            return 0;
        var own = left.Layer == right.Layer ? 1 : 0;
        var scale = left.Group == Feature.WholeLayer ? 1 : Width;
        return scale * (own + Shared + (Smooth * Math.Exp(-Math.Abs(left.Layer - right.Layer) / LayersAlike)));
    }

    /// <summary>Similarity of two networks.</summary>
    /// <param name="linear">Their product in the linear kernel.</param>
    /// <param name="left">The product of the first with itself.</param>
    /// <param name="right">The product of the second with itself.</param>
    public double Of(double linear, double left, double right) => Interaction switch
    {
        Interaction.None => linear,
        Interaction.Bend => linear + (0.25 * linear * linear),
        _ => linear + (0.5 * Math.Exp(-0.5 * Math.Max(0, left + right - (2 * linear)))),
    };
}

/// <summary>How features act together.</summary>
internal enum Interaction
{
    /// <summary>Effects add up: ridge regression.</summary>
    None,

    /// <summary>The sum of effects bends, as accuracy does near chance level.</summary>
    Bend,

    /// <summary>Networks that are alike differ alike from the sum (radial basis).</summary>
    Local,
}
