using LlamaNas.Networks;

namespace LlamaNas.Training;

/// <summary>Which feed-forward channels and key/value heads a narrower layer keeps. It belongs to the super-network, not to the sub-network.</summary>
public enum ChannelOrder
{
    /// <summary>The first ones as they come in the checkpoint (the paper's toolkit).</summary>
    Prefix,

    /// <summary>Those that write the most: reordered before fine-tuning by <see cref="ImportanceScore.Activation"/>.</summary>
    Importance,

    /// <summary>Those without which the loss would rise the most: reordered before fine-tuning by <see cref="ImportanceScore.Taylor"/>.</summary>
    Taylor,
}

/// <summary>The scores of the orders.</summary>
internal static class ChannelOrderScores
{
    /// <summary>What an order other than <see cref="ChannelOrder.Prefix"/> sorts by.</summary>
    public static ImportanceScore Score(this ChannelOrder order) => order == ChannelOrder.Taylor ? ImportanceScore.Taylor : ImportanceScore.Activation;
}
