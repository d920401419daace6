using LlamaNas.Spaces;

namespace LlamaNas.Search;

/// <summary>
/// Turns sub-networks into candidates. The search knows nothing else of networks: an evaluator may run the model here, ask the
/// run store, or spread the work over machines. Evaluation is idempotent.
/// </summary>
public interface ICandidateEvaluator
{
    /// <summary>The objectives, in the order of <see cref="Candidate.Values"/>.</summary>
    EquatableArray<Objective> Objectives { get; }

    /// <summary>The value of an objective whose cost is <see cref="ObjectiveCost.Exact"/>.</summary>
    double Exact(Objective objective, SubNetwork subNetwork);

    /// <summary>Evaluates all objectives of each sub-network; candidates arrive in the order given, each as soon as it is known.</summary>
    IAsyncEnumerable<Candidate> EvaluateAsync(IReadOnlyList<SubNetwork> subNetworks, CancellationToken cancellationToken = default);
}
