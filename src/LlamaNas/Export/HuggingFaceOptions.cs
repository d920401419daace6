namespace LlamaNas.Export;

/// <summary>How a network becomes a folder for other programs.</summary>
public sealed record HuggingFaceOptions
{
    /// <summary>How layers of different sizes are written. Default: padded, which loads everywhere.</summary>
    public HuggingFaceLayout Layout { get; init; } = HuggingFaceLayout.Padded;

    /// <summary>Bytes of tensors above which the weights are split into several files with an index. Default: 5 GB.</summary>
    public long LargestFileBytes { get; init; } = 5_000_000_000;

    /// <summary>What the model card says of the search; null for a card of the network alone.</summary>
    public ModelCardStory? Story { get; init; }
}
