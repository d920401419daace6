using LlamaNas.Baselines;

namespace LlamaNas.Pipelines;

/// <summary>The names that say which networks of a comparison are trained after pruning.</summary>
internal static class TrainedMethods
{
    private const string Every = "all";

    private static readonly string[] Own = [ComparisonRow.OursBase, ComparisonRow.OursTuned];

    /// <summary>Refuses a name that no network has.</summary>
    /// <exception cref="UsageException">A name is neither a method's, nor a network's of it, nor ours.</exception>
    public static void Check(IEnumerable<string> names)
    {
        string[] known = [Every, .. Own, .. BaselineCatalog.All.SelectMany(baseline => baseline is SparseBaseline ? SparseBaseline.RowNames(baseline.Name).Prepend(baseline.Name) : [baseline.Name])];
        if (names.FirstOrDefault(name => !known.Contains(Kind(name))) is { } unknown)
            throw new UsageException($"--fine-tune: no network is called '{unknown}'. Use some of: {string.Join(", ", known)}.");
    }

    /// <summary>Whether a network is among those that are trained.</summary>
    /// <param name="names">Names of methods (a sparse method's stands for both its networks), ours-base or ours-tuned; none for all.</param>
    /// <param name="method">The network's method.</param>
    public static bool Contains(EquatableArray<string> names, string method) =>
        names.Count == 0 || names.Any(name => name is Every || name == method || name == Kind(method) || SparseBaseline.RowNames(name).Contains(method));

    // Networks of ours are called by their kind and the search that found them.
    private static string Kind(string method) => method.Split(':') is [var kind, ..] && Own.Contains(kind) ? kind : method;
}
