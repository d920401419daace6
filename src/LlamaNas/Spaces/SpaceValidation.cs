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
        {
            CheckSizes(space.FeedForwardWidths[layer], layer, config.FeedForwardWidths[layer], "ffn_widths", "channels");
            if (space.KeyValueHeads.Count > 0)
                CheckSizes(space.KeyValueHeads[layer], layer, config.KeyValueHeadsOf(layer), "kv_heads", "key/value heads");
        }

        CheckSkips(space.SkippableAttention, config.LayerCount, "skip: attention", layer => config.FeedForwardWidths[layer] > 0);
        CheckSkips(space.SkippableFeedForward, config.LayerCount, "skip: ffn", layer => config.KeyValueHeadsOf(layer) > 0);
        CheckAscending(space.Bits, "bits");
        foreach (var bits in space.Bits.Where(bits => bits is not (4 or 8 or SubNetwork.FullBits)))
            throw new UsageException($"search space: bits {space.Bits} name {bits}. Use 4, 8 and 16.");
        switch (space.Layers)
        {
            case LayerCounts choice: CheckCounts(choice, config.LayerCount); break;
            case FreeLayers choice: CheckFree(choice, config.LayerCount); break;
            default: throw new UsageException($"search space: unknown layer choice {space.Layers}.");
        }
    }

    private static void CheckSizes(EquatableArray<int> sizes, int layer, int available, string name, string what)
    {
        if (sizes.Count == 0)
            throw new UsageException($"search space: layer {layer} has no {name}. Give at least one.");
        CheckAscending(sizes, name);
        if (available == 0 ? sizes is not [0] : sizes[0] < 1 || sizes[^1] > available)
            throw new UsageException($"search space: {name} {sizes} do not fit layer {layer}, which has {available} {what}. Use 1 to {available}, or fractions such as 0.5.");
    }

    private static void CheckSkips(EquatableArray<int> skippable, int layers, string name, Func<int, bool> keepsSomething)
    {
        CheckLayers(skippable, layers, name);
        CheckAscending(skippable, name);
        foreach (var layer in skippable.Where(layer => !keepsSomething(layer)))
            throw new UsageException($"search space: {name} names layer {layer}, which has no other block. Leave it out; 'layers' says which layers may go.");
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
