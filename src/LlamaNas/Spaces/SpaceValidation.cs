using LlamaNas.Checkpoints;

namespace LlamaNas.Spaces;

/// <summary>What a search space must satisfy, each failure with both numbers.</summary>
internal static class SpaceValidation
{
    public static void Check(SearchSpace space, LlamaConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (space.LayerCount != config.LayerCount)
            throw new UsageException($"search space: it has widths for {space.LayerCount} layers, but the model has {config.LayerCount}. Make the space for this model.");
        for (var layer = 0; layer < config.LayerCount; layer++)
            CheckWidths(space.FeedForwardWidths[layer], layer, config.FeedForwardWidths[layer]);
        switch (space.Layers)
        {
            case LayerCounts choice: CheckCounts(choice, config.LayerCount); break;
            case FreeLayers choice: CheckFree(choice, config.LayerCount); break;
            default: throw new UsageException($"search space: unknown layer choice {space.Layers}.");
        }
    }

    private static void CheckWidths(EquatableArray<int> widths, int layer, int available)
    {
        if (widths.Count == 0)
            throw new UsageException($"search space: layer {layer} has no ffn_widths. Give at least one.");
        CheckAscending(widths, "ffn_widths");
        if (widths[0] < 1 || widths[^1] > available)
            throw new UsageException($"search space: ffn_widths {widths} do not fit layer {layer}, which has {available} channels. Use 1 to {available}, or fractions such as 0.5.");
    }

    private static void CheckCounts(LayerCounts choice, int layers)
    {
        if (choice.Counts.Count == 0)
            throw new UsageException("search space: 'counts' is empty. Give at least one number of layers.");
        CheckAscending(choice.Counts, "counts");
        if (choice.Counts[0] < 1 || choice.Counts[^1] > layers)
            throw new UsageException($"search space: counts {choice.Counts} do not fit the model, which has {layers} layers. Use 1 to {layers}.");
        CheckLayers(choice.RemovalOrder, layers, "removal_order");
        if (choice.RemovalOrder.Count < layers - choice.Counts[0])
            throw new UsageException($"search space: removal_order names {choice.RemovalOrder.Count} layers, but a network of {choice.Counts[0]} layers "
                + $"lacks {layers - choice.Counts[0]} of {layers}. Name at least that many.");
    }

    private static void CheckFree(FreeLayers choice, int layers)
    {
        CheckLayers(choice.Droppable, layers, "free");
        CheckAscending(choice.Droppable, "free");
        if (choice.MinimumKept < 1 || choice.MinimumKept > layers)
            throw new UsageException($"search space: minimum is {choice.MinimumKept}, but the model has {layers} layers. Use 1 to {layers}.");
    }

    private static void CheckLayers(EquatableArray<int> list, int layers, string name)
    {
        foreach (var layer in list)
            if (layer < 0 || layer >= layers)
                throw new UsageException($"search space: {name} names layer {layer}, but the model has layers 0 to {layers - 1}.");
        if (list.Distinct().Count() != list.Count)
            throw new UsageException($"search space: {name} {list} names a layer twice. Name each once.");
    }

    private static void CheckAscending(EquatableArray<int> list, string name)
    {
        for (var index = 1; index < list.Count; index++)
            if (list[index] <= list[index - 1])
                throw new UsageException($"search space: {name} {list} is not ascending. Sort it and name each value once.");
    }
}
