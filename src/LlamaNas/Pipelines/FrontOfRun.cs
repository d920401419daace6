using LlamaNas.Measurement;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>The front that a search left in its run store.</summary>
/// <param name="Name">The tasks that were searched.</param>
/// <param name="ModelFolder">The super-network that was searched.</param>
/// <param name="WeightsHash">Hash of its weights.</param>
/// <param name="SearchSeconds">What scoring its candidates took: nearly all of the search's time.</param>
/// <param name="Members">Its networks with their parameters, from large to small.</param>
internal sealed record FrontOfRun(string Name, string ModelFolder, string WeightsHash, double SearchSeconds, EquatableArray<(SubNetwork Network, long Parameters)> Members)
{
    /// <summary>Reads a run store.</summary>
    /// <exception cref="UsageException">The model that was searched is gone.</exception>
    public static FrontOfRun Read(string path)
    {
        using var store = RunStore.OpenExisting(path);
        var run = new StoredRun(store);
        var folder = store.Settings["model"] ?? "";
        if (!Path.Exists(folder))
            throw new UsageException($"{path}: the model that it searched, {folder}, is not there. Put it back, or leave this run out of --run.");
        return new FrontOfRun(
            (store.Settings["tasks"] ?? "").Replace(',', '+'), folder, store.Settings["weights"] ?? "", run.ScoringSeconds("search"),
            [.. run.Front.Select(candidate => (candidate.SubNetwork, ParameterCount.Of(run.Config, candidate.SubNetwork)))]);
    }

    /// <summary>The largest member with at most so many parameters; null where all are larger.</summary>
    public SubNetwork? Largest(long parameters) => Members.FirstOrDefault(member => member.Parameters <= parameters).Network;
}
