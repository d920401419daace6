namespace LlamaNas.Spaces;

/// <summary>Which decoder layers a search may drop.</summary>
public abstract record LayerChoice;

/// <summary>
/// Only the number of layers is free: a network of n layers lacks those that come first in a fixed order of removal.
/// The paper's reading, "keep the first n", removes the last layer first.
/// </summary>
/// <param name="Counts">Allowed numbers of kept layers, ascending.</param>
/// <param name="RemovalOrder">Layers in the order in which they go, the least important first; long enough for the smallest count.</param>
public sealed record LayerCounts(EquatableArray<int> Counts, EquatableArray<int> RemovalOrder) : LayerChoice
{
    /// <summary>Keeps the first n layers.</summary>
    /// <param name="counts">Allowed numbers of kept layers, ascending.</param>
    /// <param name="layerCount">Layers of the model.</param>
    public static LayerCounts First(EquatableArray<int> counts, int layerCount) =>
        new(counts, [.. Enumerable.Range(0, layerCount - counts.Span[0]).Select(step => layerCount - 1 - step)]);

    /// <summary>Layers that a network of so many layers lacks.</summary>
    internal ReadOnlySpan<int> Removed(int count, int layerCount) => RemovalOrder.Span[..(layerCount - count)];

    /// <summary>Layers that a network of so many layers has, ascending.</summary>
    internal IEnumerable<int> Kept(int count, int layerCount)
    {
        var removed = Removed(count, layerCount).ToArray();
        return Enumerable.Range(0, layerCount).Where(layer => !removed.Contains(layer));
    }
}

/// <summary>Each of a set of layers may go or stay, as long as enough layers stay.</summary>
/// <param name="Droppable">Layers that may go, ascending; all others always stay.</param>
/// <param name="MinimumKept">Least number of layers that stay, the others included.</param>
public sealed record FreeLayers(EquatableArray<int> Droppable, int MinimumKept) : LayerChoice;
