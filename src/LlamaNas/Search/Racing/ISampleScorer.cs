using LlamaNas.Spaces;

namespace LlamaNas.Search.Racing;

/// <summary>Scores networks on growing samples of documents: what a race asks. The same network and document always get the same outcome.</summary>
public interface ISampleScorer
{
    /// <summary>The objectives.</summary>
    EquatableArray<Objective> Objectives { get; }

    /// <summary>The value of an objective whose cost is <see cref="ObjectiveCost.Exact"/>.</summary>
    double Exact(Objective objective, SubNetwork subNetwork);

    /// <summary>Documents of each task, in a seeded random order in which every network sees them.</summary>
    EquatableArray<int> Documents { get; }

    /// <summary>Tasks whose mean outcome an evaluated objective averages.</summary>
    EquatableArray<int> TasksOf(Objective objective);

    /// <summary>Outcomes, 0 to 1, by network, task and document, of the first documents of each task; what is known already is not computed again.</summary>
    /// <param name="subNetworks">The networks, none twice.</param>
    /// <param name="documents">Leading documents of each task.</param>
    /// <param name="cancellationToken">Stops between batches; what is finished stays.</param>
    IReadOnlyList<double[][]> Score(IReadOnlyList<SubNetwork> subNetworks, EquatableArray<int> documents, CancellationToken cancellationToken = default);
}
