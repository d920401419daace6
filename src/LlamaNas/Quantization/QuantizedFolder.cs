using System.Text.Json.Nodes;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Quantization;

/// <summary>Quantized networks as folders: safetensors of levels and scales, their formats in config.json. docs/quantization.md describes the layout.</summary>
public static class QuantizedFolder
{
    /// <summary>Writes a quantized network.</summary>
    /// <param name="network">Made by <see cref="NetworkQuantizer"/>.</param>
    /// <param name="options">How it was made.</param>
    /// <param name="parent">Folder of the network that it was made of: tokenizer and settings travel along.</param>
    /// <param name="folder">Where to; must not exist, or be empty. It appears when it is complete.</param>
    /// <param name="cancellationToken">Stops between tensors; the folder does not appear.</param>
    /// <exception cref="CheckpointException">The folder is not empty, or cannot be written.</exception>
    public static void Write(SuperNetwork network, QuantizationOptions options, string parent, string folder, CancellationToken cancellationToken = default)
    {
        var quantization = Describe(network, options);
        ModelFolder.Write(
            folder, parent, network.Config,
            [.. QuantizedLayout.Of(network.Config, quantization).Select(entry => Tensor(network.Parameters[entry.Name], entry.Name))],
            new ModelFolderOptions
            {
                Fields = new JsonObject
                {
                    ["architectures"] = new JsonArray(StoredQuantization.Architecture),
                    ["model_type"] = StoredQuantization.ModelType,
                    [StoredQuantization.Field] = quantization.ToJson(),
                },
            },
            cancellationToken);
    }

    /// <summary>What config.json says of a quantized network.</summary>
    public static StoredQuantization Describe(SuperNetwork network, QuantizationOptions options) => new()
    {
        Layers = [.. network.Weights.Layers.Select(layer => (layer.HasAttention ? layer.Query : layer.Gate) switch
        {
            Int8Linear => LayerFormat.Int8,
            GroupLinear groups => groups.Format,
            _ => LayerFormat.Dense,
        })],
        GroupSize = options.GroupSize,
        Method = options.Method.ToString().ToLowerInvariant(),
    };

    /// <summary>Loads a network of either kind: dense, or quantized.</summary>
    /// <param name="checkpoint">The folder.</param>
    /// <param name="options">Types of embedding, norms and activations; default as for a dense network.</param>
    public static SuperNetwork Load(Checkpoint checkpoint, NetworkOptions? options = null)
    {
        if (checkpoint.Quantization is not { } quantization)
            return SuperNetwork.Load(checkpoint, options, new RoundedLayers());

        NativeEngine.Load();
        options ??= new NetworkOptions();
        var type = options.Weights.ToScalarType();
        var named = QuantizedLayout.Of(checkpoint.Config, quantization).ToDictionary(
            entry => entry.Name, entry => TensorLoader.Load(checkpoint, entry.Name, options.Device, entry.Type?.ToScalarType() ?? type).DetachFromDisposeScope());
        return new SuperNetwork(
            NetworkWeights.From(checkpoint.Config, named, (name, inputs) => !named.TryGetValue(QuantizedLayout.Levels(name), out var levels)
                ? new DenseLinear(named[name])
                : named[QuantizedLayout.Scales(name)] is { dtype: ScalarType.Float32 } scales
                    ? new Int8Linear(levels, scales)
                    : new GroupLinear(levels, named[QuantizedLayout.Scales(name)], inputs, quantization.GroupSize)),
            options);
    }

    private static TensorToWrite Tensor(Tensor tensor, string name) => TensorFile.Entry(name, tensor, tensor.dtype.ToElementType());
}
