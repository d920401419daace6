using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors.Kernels;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>What stays of a decoder layer, its weights as rows in memory.</summary>
/// <param name="Attention">The attention; null where it is skipped.</param>
/// <param name="FeedForward">The feed-forward block; null where it is skipped.</param>
internal sealed record TokenLayer(TokenAttention? Attention, TokenFeedForward? FeedForward)
{
    /// <summary>A layer cut to a shape; null where some matrix is of a kind, or in a place, that only Torch knows.</summary>
    /// <param name="layer">The super-network's layer, in the shape's bits.</param>
    /// <param name="shape">What stays of it.</param>
    /// <param name="heads">Key/value heads that the layer has.</param>
    public static TokenLayer? Create(DecoderLayer layer, LayerShape shape, int heads)
    {
        var (kept, width) = (Math.Min(shape.KeyValueHeads, heads), shape.FeedForwardWidth);
        var attention = kept == 0 ? null : TokenAttention.Create(layer, kept);
        var feedForward = width == 0 ? null : TokenFeedForward.Create(layer, width);
        return (kept > 0 && attention is null) || (width > 0 && feedForward is null) ? null : new TokenLayer(attention, feedForward);
    }

    /// <summary>A small tensor as FP32.</summary>
    public static float[] Floats(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to(float32).data<float>().ToArray();
    }
}

/// <summary>Attention's weights; the first heads are used.</summary>
/// <param name="Norm">FP32 <c>[hidden]</c>.</param>
/// <param name="Query">Rows of <c>hidden</c> inputs.</param>
/// <param name="Key">As <paramref name="Query"/>.</param>
/// <param name="Value">As <paramref name="Query"/>.</param>
/// <param name="Output"><c>hidden</c> rows.</param>
/// <param name="KeyValueHeads">Key/value heads that are used, each with its query heads.</param>
internal sealed record TokenAttention(float[] Norm, IWeightRows Query, IWeightRows Key, IWeightRows Value, IWeightRows Output, int KeyValueHeads)
{
    /// <summary>A layer's attention, or null.</summary>
    public static TokenAttention? Create(DecoderLayer layer, int heads) =>
        layer.Query.Rows is { } query && layer.Key.Rows is { } key && layer.Value.Rows is { } value && layer.Output.Rows is { } output
            ? new TokenAttention(TokenLayer.Floats(layer.InputNorm), query, key, value, output, heads)
            : null;
}

/// <summary>A feed-forward block's weights; the first channels are used.</summary>
/// <param name="Norm">FP32 <c>[hidden]</c>.</param>
/// <param name="Gate">Rows of <c>hidden</c> inputs.</param>
/// <param name="Up">As <paramref name="Gate"/>.</param>
/// <param name="Down"><c>hidden</c> rows.</param>
/// <param name="Width">Channels that are used.</param>
internal sealed record TokenFeedForward(float[] Norm, IWeightRows Gate, IWeightRows Up, IWeightRows Down, int Width)
{
    /// <summary>Bytes that are read for a token.</summary>
    public long Bytes => (long)Width * (Gate.RowBytes + Up.RowBytes);

    /// <summary>A layer's block, or null.</summary>
    public static TokenFeedForward? Create(DecoderLayer layer, int width) =>
        layer.Gate.Rows is { } gate && layer.Up.Rows is { } up && layer.Down.Rows is { } down
            ? new TokenFeedForward(TokenLayer.Floats(layer.PostAttentionNorm), gate, up, down, width)
            : null;
}
