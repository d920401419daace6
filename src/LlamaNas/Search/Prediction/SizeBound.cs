namespace LlamaNas.Search.Prediction;

/// <summary>A bound on how much a formula may change by.</summary>
/// <param name="Formula">Place of the formula in <see cref="LayerConfiguration.Sizes"/>.</param>
/// <param name="Kind">Upper or lower bound.</param>
/// <param name="Change">The bound, in the formula's unit.</param>
internal readonly record struct SizeBound(int Formula, ConstraintKind Kind, double Change);
