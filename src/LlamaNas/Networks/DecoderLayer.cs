using LlamaNas.Checkpoints;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>
/// One LLaMA decoder layer: attention, then the gated feed-forward block, each behind an RMS norm and added to the residual stream. It may lack one of
/// the two; the parts of an absent block are empty and never used.
/// </summary>
internal sealed record DecoderLayer
{
    public required Tensor InputNorm { get; init; }                // [hidden]
    public required ILinear Query { get; init; }                   // [heads * headSize, hidden]
    public required ILinear Key { get; init; }                     // [keyValueHeads * headSize, hidden]
    public required ILinear Value { get; init; }                   // [keyValueHeads * headSize, hidden]
    public required ILinear Output { get; init; }                  // [hidden, heads * headSize]
    public required Tensor PostAttentionNorm { get; init; }        // [hidden]
    public required ILinear Gate { get; init; }                    // [intermediate, hidden]
    public required ILinear Up { get; init; }                      // [intermediate, hidden]
    public required ILinear Down { get; init; }                    // [hidden, intermediate]
    public Tensor? AttentionShortcut { get; init; }                // [hidden, hidden]: what the residual stream is multiplied by; null for itself
    public Tensor? FeedForwardShortcut { get; init; }              // as AttentionShortcut (networks whose residual stream was rotated)

    /// <summary>Whether attention is there.</summary>
    public bool HasAttention { get; init; } = true;

    /// <summary>Whether the feed-forward block is there.</summary>
    public bool HasFeedForward { get; init; } = true;

    /// <summary>The layer cut to a shape: views of the same weights, owned by the caller's scope.</summary>
    /// <param name="shape">What stays of it.</param>
    /// <param name="config">Sizes of heads and groups.</param>
    public DecoderLayer Cut(LayerShape shape, LlamaConfig config)
    {
        var cut = this with { HasAttention = HasAttention && shape.KeyValueHeads > 0, HasFeedForward = HasFeedForward && shape.FeedForwardWidth > 0 };
        if (cut.HasFeedForward)
            cut = cut with { Gate = Gate.FirstOutputs(shape.FeedForwardWidth), Up = Up.FirstOutputs(shape.FeedForwardWidth), Down = Down.FirstInputs(shape.FeedForwardWidth) };
        if (!cut.HasAttention || shape.KeyValueHeads == LayerShape.AllHeads)
            return cut;

        var keyValueChannels = shape.KeyValueHeads * config.HeadSize;
        var queryChannels = keyValueChannels * config.HeadsPerGroup;
        return cut with
        {
            Query = Query.FirstOutputs(queryChannels),
            Key = Key.FirstOutputs(keyValueChannels),
            Value = Value.FirstOutputs(keyValueChannels),
            Output = Output.FirstInputs(queryChannels),
        };
    }

    /// <summary>The whole layer; see <see cref="Cut"/> for less.</summary>
    /// <param name="ordinal">0-based place among the kept layers.</param>
    /// <param name="hidden">Residual stream, FP32 <c>[tokens, hidden]</c>: sums stay exact, and norms of FP32 are faster.</param>
    /// <param name="context">What the layers share.</param>
    /// <returns>FP32 <c>[wanted tokens, hidden]</c>, owned by the caller's scope.</returns>
    public Tensor Forward(int ordinal, Tensor hidden, in LayerContext context)
    {
        if (context.Fused)
            return FusedLayer.Forward(this, ordinal, hidden, context);

        using var scope = NewDisposeScope();
        var carried = Carry(context.Select(hidden), AttentionShortcut);
        var attended = HasAttention ? carried.Plus(Attention(ordinal, Norm(hidden, InputNorm, context), context)) : carried;
        carried = Carry(attended, FeedForwardShortcut);
        return (HasFeedForward ? carried.Plus(FeedForward(ordinal, Norm(attended, PostAttentionNorm, context), context)) : carried.alias()).MoveToOuterDisposeScope();
    }

    /// <summary>RMS norm of the residual stream, in the compute type.</summary>
    public static Tensor Norm(Tensor hidden, Tensor weight, in LayerContext context) => context.Fused
        ? FusedLayer.Norm(hidden, weight, context)
        : TorchScripts.RmsNorm(hidden, weight.to(float32), context.Epsilon).to(context.Cosines.dtype);

    /// <summary>What a block's output is added to, FP32.</summary>
    public static Tensor Carry(Tensor hidden, Tensor? shortcut) => shortcut is null ? hidden : hidden.matmul(shortcut.to(float32));

    private Tensor Attention(int ordinal, Tensor normed, in LayerContext context)
    {
        using var scope = NewDisposeScope();
        var query = Heads(Query.Apply(normed), context.HeadSize);                   // [tokens, heads, headSize]
        var key = Heads(Key.Apply(normed), context.HeadSize);                       // [tokens, keyValueHeads, headSize]
        var value = Heads(Value.Apply(normed), context.HeadSize);
        var mixed = context.Pattern.Attend(
            ordinal,
            RotaryEmbedding.Rotate(query, context.Cosines, context.Sines),
            RotaryEmbedding.Rotate(key, context.Cosines, context.Sines),
            value);
        return Output.Apply(context.Select(mixed).flatten(1)).MoveToOuterDisposeScope(); // [wanted tokens, hidden]
    }

    private Tensor FeedForward(int ordinal, Tensor normed, in LayerContext context)
    {
        using var scope = NewDisposeScope();
        var gate = Gate.Apply(normed);                          // [tokens, width]
        var up = Up.Apply(normed);                              // [tokens, width]
        var channels = nn.functional.silu(gate) * up;                               // [tokens, width]
        context.ObserveChannels?.Invoke(ordinal, channels);
        return Down.Apply(channels).MoveToOuterDisposeScope();
    }

    private static Tensor Heads(Tensor channels, int headSize) => channels.view(channels.shape[0], -1, headSize);
}
