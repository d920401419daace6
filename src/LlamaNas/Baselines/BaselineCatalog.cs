namespace LlamaNas.Baselines;

/// <summary>All methods by name.</summary>
internal static class BaselineCatalog
{
    /// <summary>Every method, in the order of the tables.</summary>
    public static IReadOnlyList<IBaseline> All { get; } =
    [
        DepthBaseline.LastLayers, DepthBaseline.ShortGpt, BlockRemoval.Sleb,
        WidthBaseline.Prefix, WidthBaseline.Importance, WidthBaseline.WandaStructured, new Flap(), WidthBaseline.LlmPruner, new SliceGpt(),
        BlockRemoval.BlockPruner, new MultiPruner(), new EvoPress(), new RandomNetworks(),
        SparseBaseline.Magnitude, SparseBaseline.Wanda, SparseBaseline.SparseGpt,
    ];

    /// <summary>The methods of some names, in the order of the tables; "all" for every one.</summary>
    /// <exception cref="UsageException">There is no method of a name.</exception>
    public static IReadOnlyList<IBaseline> Find(IReadOnlyCollection<string> names)
    {
        if (names.FirstOrDefault(name => name != "all" && All.All(baseline => baseline.Name != name)) is { } unknown)
            throw new UsageException($"Unknown baseline '{unknown}'. Use all, or some of: {string.Join(", ", All.Select(baseline => baseline.Name))}.");
        return names.Contains("all") ? All : [.. All.Where(baseline => names.Contains(baseline.Name))];
    }
}
