using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Quantization;

/// <summary>Makes a quantized network of a sub-network: the linear maps of its layers are rounded, embedding, norms and output projection stay.</summary>
public static class NetworkQuantizer
{
    /// <summary>A W8A8 copy of a sub-network (per-channel weights, per-token dynamic activations).</summary>
    /// <inheritdoc cref="Quantize"/>
    public static SuperNetwork ToInt8(SuperNetwork network, SubNetwork subNetwork) => Quantize(network, subNetwork, new QuantizationOptions());

    /// <summary>A quantized copy of a sub-network.</summary>
    /// <param name="network">The weights; stay the caller's, embedding and norms are shared.</param>
    /// <param name="subNetwork">What of them is quantized.</param>
    /// <param name="options">Format and method.</param>
    /// <param name="calibration">Token ids of calibration texts, all of one length; null or empty where the method needs none.</param>
    /// <param name="cancellationToken">Stops between layers.</param>
    /// <returns>A network whose whole is the sub-network; the caller disposes it.</returns>
    public static SuperNetwork Quantize(
        SuperNetwork network, SubNetwork subNetwork, QuantizationOptions options, IReadOnlyList<int[]>? calibration = null, CancellationToken cancellationToken = default)
    {
        options.Validate();
        if (options.NeedsCalibration && calibration is not { Count: > 0 })
            throw new UsageException($"The method {options.Method} looks at activations. Give it calibration text.");

        using var gradients = no_grad();
        using var stream = options.NeedsCalibration ? new CalibrationStream(network, calibration!) : null;
        var layers = new List<DecoderLayer>();
        for (var ordinal = 0; ordinal < subNetwork.Layers.Count; ordinal++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var shape = subNetwork.Shape(ordinal);
            var dense = network.Weights.Layers[shape.Layer].Cut(shape, network.Config);
            using var statistics = stream?.Observe(dense);
            layers.Add(LayerQuantizer.Quantize(dense, options.FormatOf(shape.Bits), options, statistics));
            stream?.Pass(layers[^1]);
        }

        MemoryPool.ReturnFreedMemory();
        return Network(network, subNetwork.SizesIn(network.Config), layers);
    }

    /// <summary>A network of other layers with a network's embedding, final norm and output projection.</summary>
    private static SuperNetwork Network(SuperNetwork network, LlamaConfig config, IReadOnlyList<DecoderLayer> layers)
    {
        var named = layers.SelectMany((layer, ordinal) => LayerTensors.Of(layer, ordinal)).ToDictionary(entry => entry.Key, entry => entry.Value);
        var weights = network.Weights;
        return new SuperNetwork(
            new NetworkWeights
            {
                Config = config,
                Named = named,
                Embedding = Share(TensorNames.Embedding, weights.Embedding),
                FinalNorm = Share(TensorNames.FinalNorm, weights.FinalNorm),
                Head = new DenseLinear(config.TiedEmbeddings ? named[TensorNames.Embedding] : Share(TensorNames.Head, ((DenseLinear)weights.Head).Weight)),
                Layers = [.. layers],
            },
            network.Options);

        // A second handle on the same memory, so that either network can be disposed first.
        Tensor Share(string name, Tensor tensor) => named[name] = tensor.alias().DetachFromDisposeScope();
    }
}
