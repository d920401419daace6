using LlamaNas.Tensors.Kernels;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>
/// A decoder layer without gradients, on the CPU, in BF16: Torch multiplies, everything between two products is one pass of a kernel in
/// FP32. The same function as <see cref="DecoderLayer"/>'s Torch operations, rounded less often.
/// </summary>
internal static class FusedLayer
{
    /// <summary>Whether the fused form serves: it has no gradients, and knows BF16 on the CPU only.</summary>
    public static bool Serves(NetworkOptions options) =>
        options.Device.type == TorchSharp.DeviceType.CPU && options.ComputeType == Checkpoints.ElementType.BFloat16 && !is_grad_enabled();

    /// <inheritdoc cref="DecoderLayer.Forward"/>
    public static Tensor Forward(DecoderLayer layer, int ordinal, Tensor hidden, in LayerContext context)
    {
        using var scope = NewDisposeScope();
        if (!layer.HasAttention || !layer.HasFeedForward)
            return OneBlock(layer, ordinal, hidden, context).MoveToOuterDisposeScope();

        var attended = Attention(layer, ordinal, Norm(hidden, layer.InputNorm, context), context);      // [wanted tokens, hidden]
        var stream = context.Select(hidden);
        var sum = empty_like(stream);
        var normed = empty(stream.shape, bfloat16);
        using (var weight = layer.PostAttentionNorm.to(float32))
        {
            NormKernel.AddAndNormalise(
                DecoderLayer.Carry(stream, layer.AttentionShortcut).Float32Span(), attended.BFloat16Span(), sum.Float32Span(), weight.Float32Span(), context.Epsilon, normed.BFloat16Span());
        }

        var carried = DecoderLayer.Carry(sum, layer.FeedForwardShortcut);
        NormKernel.Add(carried.Float32Span(), FeedForward(layer, ordinal, normed, context).BFloat16Span(), carried.Float32Span());
        return carried.MoveToOuterDisposeScope();
    }

    private static Tensor OneBlock(DecoderLayer layer, int ordinal, Tensor hidden, in LayerContext context)
    {
        var stream = DecoderLayer.Carry(context.Select(hidden), layer.AttentionShortcut);
        var sum = stream.clone();
        if (layer.HasAttention)
            NormKernel.Add(stream.Float32Span(), Attention(layer, ordinal, Norm(hidden, layer.InputNorm, context), context).BFloat16Span(), sum.Float32Span());
        var carried = DecoderLayer.Carry(sum, layer.FeedForwardShortcut);
        if (layer.HasFeedForward)
            NormKernel.Add(carried.Float32Span(), FeedForward(layer, ordinal, Norm(sum, layer.PostAttentionNorm, context), context).BFloat16Span(), carried.Float32Span());
        return carried;
    }

    /// <inheritdoc cref="DecoderLayer.Norm"/>
    public static Tensor Norm(Tensor hidden, Tensor weight, in LayerContext context)
    {
        using var scope = NewDisposeScope();
        var normed = empty(hidden.shape, bfloat16);
        NormKernel.Normalise(hidden.Float32Span(), weight.to(float32).Float32Span(), context.Epsilon, normed.BFloat16Span());
        return normed.MoveToOuterDisposeScope();
    }

    private static Tensor Attention(DecoderLayer layer, int ordinal, Tensor normed, in LayerContext context)
    {
        using var scope = NewDisposeScope();
        var input = layer.Query.Prepare(normed);
        var query = Rotated(layer.Query.Apply(input), context);                     // [tokens, heads, headSize]
        var key = Rotated(layer.Key.Apply(input), context);                         // [tokens, keyValueHeads, headSize]
        var value = Heads(layer.Value.Apply(input), context.HeadSize);
        return layer.Output.Apply(context.Select(context.Pattern.Attend(ordinal, query, key, value)).flatten(1)).MoveToOuterDisposeScope();
    }

    private static Tensor FeedForward(DecoderLayer layer, int ordinal, Tensor normed, in LayerContext context)
    {
        using var scope = NewDisposeScope();
        var channels = layer.Gate.Gate(layer.Up, layer.Gate.Prepare(normed));       // [tokens, width]
        context.ObserveChannels?.Invoke(ordinal, channels.Values);
        return layer.Down.Apply(channels).MoveToOuterDisposeScope();
    }

    private static Tensor Rotated(Tensor channels, in LayerContext context)
    {
        RotaryKernel.Rotate(channels.BFloat16Span(), context.Cosines.Float32Span(), context.Sines.Float32Span(), context.HeadSize);
        return Heads(channels, context.HeadSize);
    }

    private static Tensor Heads(Tensor channels, int headSize) => channels.view(channels.shape[0], -1, headSize);
}
