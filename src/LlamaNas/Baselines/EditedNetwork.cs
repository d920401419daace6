using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>Networks from tensors that have more than a checkpoint's: biases behind a block's last projection, and shortcuts.</summary>
internal static class EditedNetwork
{
    /// <summary>What the residual stream is multiplied by beside a layer's attention, <c>[hidden, hidden]</c>.</summary>
    public const string AttentionShortcut = "self_attn.shortcut";

    /// <summary>What the residual stream is multiplied by beside a layer's feed-forward block, <c>[hidden, hidden]</c>.</summary>
    public const string FeedForwardShortcut = "mlp.shortcut";

    /// <summary>Name of the bias behind a projection, e.g. <c>mlp.down_proj.bias</c>.</summary>
    public static string Bias(string part) => part.Replace(".weight", ".bias", StringComparison.Ordinal);

    /// <summary>Puts every tensor in its place.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="named">The tensors by name; the network owns them from now on.</param>
    /// <param name="options">Device and types, which the tensors have already.</param>
    public static SuperNetwork Assemble(LlamaConfig config, IReadOnlyDictionary<string, Tensor> named, NetworkOptions options)
    {
        var plain = NetworkWeights.From(config, (name, _) => named[name]);
        return new SuperNetwork(
            plain with { Named = named, Layers = [.. plain.Layers.Select((layer, index) => WithExtras(layer, index, named))] }, options);
    }

    private static DecoderLayer WithExtras(DecoderLayer layer, int index, IReadOnlyDictionary<string, Tensor> named)
    {
        ILinear Biased(ILinear plain, string part) => named.TryGetValue(TensorNames.Layer(index, Bias(part)), out var bias)
            ? new BiasedLinear(named[TensorNames.Layer(index, part)], bias)
            : plain;
        return layer with
        {
            Output = Biased(layer.Output, TensorNames.Output),
            Down = Biased(layer.Down, TensorNames.Down),
            AttentionShortcut = named.GetValueOrDefault(TensorNames.Layer(index, AttentionShortcut)),
            FeedForwardShortcut = named.GetValueOrDefault(TensorNames.Layer(index, FeedForwardShortcut)),
        };
    }
}
