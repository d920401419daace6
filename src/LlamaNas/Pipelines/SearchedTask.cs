using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>One search of an analysis, opened.</summary>
/// <param name="Name">Its tasks.</param>
/// <param name="Store">Its store.</param>
/// <param name="Run">What the store says.</param>
internal sealed record SearchedTask(string Name, RunStore Store, StoredRun Run)
{
    /// <summary>All candidates that were scored in full.</summary>
    public IReadOnlyList<Candidate> Candidates { get; } = [.. Run.Candidates.Where(candidate => candidate.IsComplete)];

    /// <summary>The front, from large to small.</summary>
    public IReadOnlyList<Candidate> Front { get; } = Run.Front;

    /// <summary>The knee of the front.</summary>
    public Candidate Knee => SelectionRule.Parse("knee").Select(Candidates, Run.Objectives);

    /// <summary>Opens a store.</summary>
    public static SearchedTask Open(string path)
    {
        var store = RunStore.OpenExisting(path);
        return new SearchedTask((store.Settings["tasks"] ?? path).Replace(',', '+'), store, new StoredRun(store));
    }

    /// <summary>Mean accuracy of a network on this search's tasks; NaN where it is not stored.</summary>
    /// <param name="network">The network.</param>
    /// <param name="split">search or test.</param>
    public double Accuracy(SubNetwork network, string split) => Outcomes(network, split) is { Length: > 0 } outcomes ? outcomes.Average() : double.NaN;

    /// <summary>One outcome a document of all tasks in order; null where a score is missing.</summary>
    public double[]? Outcomes(SubNetwork network, string split) => Run.Outcomes(network, split, Run.Precision);
}
