using LlamaNas.Checkpoints;

namespace LlamaNas.Networks;

/// <summary>Rows or columns of a projection that belong to one feed-forward channel, or to one key/value head with its query heads.</summary>
/// <param name="Part">The projection, one of <see cref="TensorNames"/>'s parts.</param>
/// <param name="Dimension">0: rows, 1: columns.</param>
/// <param name="Size">How many belong to one.</param>
internal readonly record struct ElasticPart(string Part, int Dimension, int Size)
{
    /// <summary>The projections of feed-forward channels.</summary>
    public static ElasticPart[] Channels { get; } = [new(TensorNames.Gate, 0, 1), new(TensorNames.Up, 0, 1), new(TensorNames.Down, 1, 1)];

    /// <summary>The projections of key/value heads, each with its query heads.</summary>
    public static ElasticPart[] HeadGroups(LlamaConfig config)
    {
        var group = config.HeadSize * config.HeadsPerGroup;
        return [new(TensorNames.Query, 0, group), new(TensorNames.Key, 0, config.HeadSize), new(TensorNames.Value, 0, config.HeadSize), new(TensorNames.Output, 1, group)];
    }

    /// <summary>Places of the rows or columns of some channels or heads, in their order.</summary>
    public int[] Places(IEnumerable<int> order)
    {
        var size = Size;
        return [.. order.SelectMany(item => Enumerable.Range(item * size, size))];
    }
}
