using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Quantization;

/// <summary>Makes a quantized network of a sub-network: the linear maps of its layers in INT8, embedding, norms and output projection as they are.</summary>
public static class NetworkQuantizer
{
    /// <summary>A W8A8 copy of a sub-network (per-channel weights, per-token dynamic activations).</summary>
    /// <param name="network">The weights; stay the caller's, embedding and norms are shared.</param>
    /// <param name="subNetwork">What of them is quantized.</param>
    /// <returns>A network whose whole is the sub-network; the caller disposes it.</returns>
    public static SuperNetwork ToInt8(SuperNetwork network, SubNetwork subNetwork)
    {
        var named = new Dictionary<string, Tensor>();
        var weights = network.Weights;
        return new SuperNetwork(
            new NetworkWeights
            {
                Config = network.Config with { FeedForwardWidths = subNetwork.FeedForwardWidths },
                Named = named,
                Embedding = Share(TensorNames.Embedding, weights.Embedding),
                FinalNorm = Share(TensorNames.FinalNorm, weights.FinalNorm),
                Head = new DenseLinear(network.Config.TiedEmbeddings ? named[TensorNames.Embedding] : Share(TensorNames.Head, ((DenseLinear)weights.Head).Weight)),
                Layers = [.. subNetwork.Layers.Select((layer, ordinal) => Layer(weights.Layers[layer], ordinal, subNetwork.FeedForwardWidths[ordinal]))],
            },
            network.Options);

        DecoderLayer Layer(DecoderLayer layer, int ordinal, int width)
        {
            ILinear Rounded(string part, ILinear linear)
            {
                var rounded = Int8Linear.Quantize(((DenseLinear)linear).Weight);
                named[TensorNames.Layer(ordinal, part)] = rounded.Weight;
                named[TensorNames.Layer(ordinal, part) + "_scale"] = rounded.Scales;
                return rounded;
            }

            using var scope = NewDisposeScope();
            return new DecoderLayer
            {
                InputNorm = Share(TensorNames.Layer(ordinal, TensorNames.InputNorm), layer.InputNorm),
                Query = Rounded(TensorNames.Query, layer.Query),
                Key = Rounded(TensorNames.Key, layer.Key),
                Value = Rounded(TensorNames.Value, layer.Value),
                Output = Rounded(TensorNames.Output, layer.Output),
                PostAttentionNorm = Share(TensorNames.Layer(ordinal, TensorNames.PostAttentionNorm), layer.PostAttentionNorm),
                Gate = Rounded(TensorNames.Gate, layer.Gate.FirstOutputs(width)),
                Up = Rounded(TensorNames.Up, layer.Up.FirstOutputs(width)),
                Down = Rounded(TensorNames.Down, layer.Down.FirstInputs(width)),
            };
        }

        // A second handle on the same memory, so that either network can be disposed first.
        Tensor Share(string name, Tensor tensor) => named[name] = tensor.alias().DetachFromDisposeScope();
    }
}
