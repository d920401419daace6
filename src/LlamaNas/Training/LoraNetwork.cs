using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>
/// Low-rank adapters on all linear maps of the decoder layers (LoRA, arXiv 2106.09685). The adapted network shares the frozen weights; its own parameters
/// are the adapters alone, so optimizer and checkpoints hold nothing else.
/// </summary>
internal static class LoraNetwork
{
    private const string InputSide = ".lora_A.weight", OutputSide = ".lora_B.weight";

    private static readonly string[] Adapted =
        [TensorNames.Query, TensorNames.Key, TensorNames.Value, TensorNames.Output, TensorNames.Gate, TensorNames.Up, TensorNames.Down];

    /// <summary>A network that computes as <paramref name="network"/> until its adapters are trained. Disposing it frees the adapters only.</summary>
    public static SuperNetwork Attach(SuperNetwork network, FineTuningOptions options)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)options.Seed, CPU);
        var adapters = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var name in Names(network.Config))
        {
            var (outputs, inputs) = (network.Parameters[name].shape[0], network.Parameters[name].shape[1]);
            var down = randn([options.LoraRank, inputs], float32, generator: generator).Over(Math.Sqrt(options.LoraRank));
            adapters[Stem(name) + InputSide] = down.to(network.Options.Device).DetachFromDisposeScope();
            adapters[Stem(name) + OutputSide] = zeros([outputs, options.LoraRank], float32, network.Options.Device).DetachFromDisposeScope();
        }

        var layers = network.Weights.Layers.Select((layer, index) => layer with
        {
            Query = Linear(index, TensorNames.Query),
            Key = Linear(index, TensorNames.Key),
            Value = Linear(index, TensorNames.Value),
            Output = Linear(index, TensorNames.Output),
            Gate = Linear(index, TensorNames.Gate),
            Up = Linear(index, TensorNames.Up),
            Down = Linear(index, TensorNames.Down),
        });
        return new SuperNetwork(network.Weights with { Named = adapters, Layers = [.. layers] }, network.Options);

        ILinear Linear(int layer, string part)
        {
            var name = TensorNames.Layer(layer, part);
            return new LoraLinear(network.Parameters[name], adapters[Stem(name) + InputSide], adapters[Stem(name) + OutputSide], options.LoraAlpha / options.LoraRank);
        }
    }

    /// <summary>Adds the adapters to the weights that they adapt.</summary>
    public static void Merge(SuperNetwork adapted, SuperNetwork network, FineTuningOptions options)
    {
        using var gradients = no_grad();
        foreach (var name in Names(network.Config))
        {
            using var scope = NewDisposeScope();
            var change = adapted.Parameters[Stem(name) + OutputSide].matmul(adapted.Parameters[Stem(name) + InputSide]).Times(options.LoraAlpha / options.LoraRank);
            network.Parameters[name].copy_(network.Parameters[name].to(float32).Plus(change));
        }
    }

    private static IEnumerable<string> Names(LlamaConfig config) =>
        Enumerable.Range(0, config.LayerCount).SelectMany(layer => Adapted.Select(part => TensorNames.Layer(layer, part)));

    private static string Stem(string name) => name[..^".weight".Length];
}
