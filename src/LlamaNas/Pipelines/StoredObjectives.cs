using LlamaNas.Runs;
using LlamaNas.Search;

namespace LlamaNas.Pipelines;

/// <summary>The objectives of a stored run.</summary>
public static class StoredObjectives
{
    /// <summary>Reads them from the run's settings.</summary>
    public static EquatableArray<Objective> Of(RunStore store) =>
        [.. (store.Settings["objectives"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(TaskEvaluator.Describe)];
}
