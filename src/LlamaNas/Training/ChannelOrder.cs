namespace LlamaNas.Training;

/// <summary>Which feed-forward channels a narrower layer keeps. It belongs to the super-network, not to the sub-network.</summary>
public enum ChannelOrder
{
    /// <summary>The first channels as they come in the checkpoint (the paper's toolkit).</summary>
    Prefix,

    /// <summary>The most important ones: channels are reordered before fine-tuning (<see cref="Networks.ChannelImportance"/>).</summary>
    Importance,
}
