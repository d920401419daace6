using LlamaNas.Checkpoints;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>Brings the channels and heads of a draft into another order: the whole network stays the same function, and a narrow one keeps the first.</summary>
internal static class OrderedWeights
{
    /// <summary>Reorders every layer, the most important first.</summary>
    public static void Apply(WeightDraft draft, StructuredScores scores)
    {
        for (var layer = 0; layer < draft.Config.LayerCount; layer++)
        {
            Channels(draft, layer, scores.ChannelOrder(layer));
            Heads(draft, layer, scores.HeadOrder(layer));
        }
    }

    /// <summary>Reorders a layer's feed-forward channels.</summary>
    public static void Channels(WeightDraft draft, int layer, int[] order)
    {
        draft.Edit(layer, TensorNames.Gate, weight => Select(weight, 0, order));
        draft.Edit(layer, TensorNames.Up, weight => Select(weight, 0, order));
        draft.Edit(layer, TensorNames.Down, weight => Select(weight, 1, order));
    }

    /// <summary>Reorders a layer's key/value heads, each with its query heads.</summary>
    public static void Heads(WeightDraft draft, int layer, int[] order)
    {
        var single = Spread(order, draft.Config.HeadSize);
        var group = Spread(order, draft.Config.HeadSize * (draft.Config.HeadCount / draft.Config.KeyValueHeadCount));
        draft.Edit(layer, TensorNames.Query, weight => Select(weight, 0, group));
        draft.Edit(layer, TensorNames.Key, weight => Select(weight, 0, single));
        draft.Edit(layer, TensorNames.Value, weight => Select(weight, 0, single));
        draft.Edit(layer, TensorNames.Output, weight => Select(weight, 1, group));
    }

    /// <summary>Rows or columns of blocks in a given order.</summary>
    public static int[] Spread(IEnumerable<int> blocks, int size) => [.. blocks.SelectMany(block => Enumerable.Range(block * size, size))];

    private static Tensor Select(Tensor weight, int dimension, int[] order) =>
        weight.index_select(dimension, tensor(Array.ConvertAll(order, index => (long)index), device: weight.device));
}
