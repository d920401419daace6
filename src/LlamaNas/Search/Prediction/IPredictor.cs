namespace LlamaNas.Search.Prediction;

/// <summary>Predicts one objective from features.</summary>
internal interface IPredictor
{
    /// <summary>Expected value of the objective, in its unit.</summary>
    /// <param name="features">Features as <see cref="FeatureMap"/> gives them.</param>
    double Mean(double[] features);
}
