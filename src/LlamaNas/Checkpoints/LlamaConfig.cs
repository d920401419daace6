namespace LlamaNas.Checkpoints;

/// <summary>The sizes and constants of a LLaMA-family network: what config.json says.</summary>
public sealed record LlamaConfig
{
    /// <summary>Width of the residual stream (<c>hidden_size</c>).</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Feed-forward width of each decoder layer (<c>intermediate_size</c>, or per layer in an extracted network); 0 where the block is absent.</summary>
    public required EquatableArray<int> FeedForwardWidths { get; init; }

    /// <summary>Query heads of each layer (<c>num_attention_heads</c>).</summary>
    public required int HeadCount { get; init; }

    /// <summary>Key/value heads of each layer; fewer than <see cref="HeadCount"/> with grouped-query attention.</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>Channels per head (<c>head_dim</c>; default hidden size / heads).</summary>
    public required int HeadSize { get; init; }

    /// <summary>Number of token ids (<c>vocab_size</c>).</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Longest sequence in tokens (<c>max_position_embeddings</c>).</summary>
    public required int MaximumPositions { get; init; }

    /// <summary>Epsilon of the RMS norms (<c>rms_norm_eps</c>).</summary>
    public required double RmsNormEpsilon { get; init; }

    /// <summary>Base of the rotary frequencies (<c>rope_theta</c>).</summary>
    public required double RopeTheta { get; init; }

    /// <summary>LLaMA 3's frequency scaling, or null.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>True where the output projection is the embedding (<c>tie_word_embeddings</c>).</summary>
    public required bool TiedEmbeddings { get; init; }

    /// <summary>Begin-of-sequence token id, if there is one.</summary>
    public int? BeginOfSequenceId { get; init; }

    /// <summary>End-of-sequence token ids; the first is the main one.</summary>
    public EquatableArray<int> EndOfSequenceIds { get; init; }

    /// <summary>
    /// Key/value heads of each layer where they differ, each with its query heads, 0 where attention is absent; empty where all layers have
    /// <see cref="KeyValueHeadCount"/>. Internal, so that it is no part of the text that a content hash covers: the tensors' sizes are.
    /// </summary>
    internal EquatableArray<int> KeyValueHeads { get; init; }

    /// <summary>Key/value heads of every layer; 0 where attention is absent.</summary>
    internal IEnumerable<int> KeyValueHeadsByLayer => Enumerable.Range(0, LayerCount).Select(KeyValueHeadsOf);

    /// <summary>Query heads of each key/value head.</summary>
    internal int HeadsPerGroup => HeadCount / KeyValueHeadCount;

    /// <summary>Key/value heads of a layer; 0 where its attention is absent.</summary>
    internal int KeyValueHeadsOf(int layer) => KeyValueHeads.Count == 0 ? KeyValueHeadCount : KeyValueHeads[layer];

    /// <summary>Number of decoder layers.</summary>
    public int LayerCount => FeedForwardWidths.Count;
}
