using LlamaNas.Networks;
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
            Reorder(draft, layer, ElasticPart.Channels, scores.ChannelOrder(layer));
            Reorder(draft, layer, ElasticPart.HeadGroups(draft.Config), scores.HeadOrder(layer));
        }
    }

    private static void Reorder(WeightDraft draft, int layer, ElasticPart[] parts, int[] order)
    {
        foreach (var part in parts)
            draft.Edit(layer, part.Part, weight => weight.index_select(part.Dimension, tensor(Array.ConvertAll(part.Places(order), place => (long)place), device: weight.device)));
    }
}
