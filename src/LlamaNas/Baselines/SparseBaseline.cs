using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>Zeros in every matrix of the decoder layers, layer after layer; each layer sees what the sparse layers before it give.</summary>
/// <param name="name">Short name.</param>
/// <param name="source">Paper and place in it.</param>
/// <param name="prune">From FP32 weight <c>[outputs, inputs]</c>, Gram matrix of its inputs <c>[inputs, inputs]</c> and pattern to the sparse weight.</param>
internal sealed class SparseBaseline(string name, string source, Func<Tensor, Tensor, SparsityPattern, Tensor> prune) : IBaseline
{
    private static readonly (string Input, string[] Weights)[] Maps =
    [
        (TensorNames.Query, [TensorNames.Query, TensorNames.Key, TensorNames.Value]), (TensorNames.Output, [TensorNames.Output]),
        (TensorNames.Gate, [TensorNames.Gate, TensorNames.Up]), (TensorNames.Down, [TensorNames.Down]),
    ];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Source => source;

    /// <inheritdoc/>
    public bool SharesWork => false;

    /// <summary>The smallest weights of each matrix go.</summary>
    public static SparseBaseline Magnitude { get; } = new("magnitude", "magnitude pruning, per matrix", SparseWeights.Magnitude);

    /// <summary>The smallest |weight| times norm of its input go, per output.</summary>
    public static SparseBaseline Wanda { get; } = new("wanda", "Wanda, arXiv 2306.11695, equation 1", SparseWeights.Wanda);

    /// <summary>What goes is made good by what stays.</summary>
    public static SparseBaseline SparseGpt { get; } = new("sparsegpt", "SparseGPT, arXiv 2301.00774, algorithm 1", SparseGptSolver.Prune);

    /// <summary>Share of the weights of every matrix that are zero, with either pattern.</summary>
    public const double Share = 0.5;

    /// <summary>Names of a method's networks, one a pattern.</summary>
    public static IEnumerable<string> RowNames(string name) => Enum.GetValues<SparsityPattern>().Select(pattern => RowName(name, pattern));

    /// <summary>Name of a network: the method's, and the pattern.</summary>
    public static string RowName(string name, SparsityPattern pattern) => pattern == SparsityPattern.Half ? $"{name}-50" : $"{name}-2:4";

    /// <summary>One network with half of the weights anywhere, one with two of four; the shares are not asked.</summary>
    /// <inheritdoc/>
    public IEnumerable<PrunedNetwork> Prune(PruningSubject subject, IReadOnlyList<double> reductions, CancellationToken cancellationToken = default)
    {
        foreach (var pattern in Enum.GetValues<SparsityPattern>())
            yield return Build(subject, pattern, cancellationToken);
    }

    private PrunedNetwork Build(PruningSubject subject, SparsityPattern pattern, CancellationToken cancellationToken)
    {
        using var gradients = no_grad();
        using var original = new WeightDraft(subject.Network);
        using var network = original.Build(subject.Network.Options with { Weights = ElementType.Float32, Compute = ElementType.Float32 });
        LayerByLayer.Run(network, subject.Calibration.Sequences, (layer, grams) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            subject.Progress?.Report($"layer {layer + 1} of {subject.Config.LayerCount}");
            foreach (var (input, weights) in Maps)
                foreach (var part in weights)
                    network.Parameters[TensorNames.Layer(layer, part)].copy_(prune(network.Parameters[TensorNames.Layer(layer, part)], grams[input], pattern));
        });
        return Counted(subject, network, pattern);
    }

    private PrunedNetwork Counted(PruningSubject subject, SuperNetwork network, SparsityPattern pattern)
    {
        using var scope = NewDisposeScope();
        var masks = Enumerable.Range(0, network.Config.LayerCount).SelectMany(layer => Maps.SelectMany(map => map.Weights).Select(part => TensorNames.Layer(layer, part)))
            .ToDictionary(full => full, full => network.Parameters[full].DiffersFrom(0).DetachFromDisposeScope(), StringComparer.Ordinal);
        long Kept(Tensor mask) => mask.sum().item<long>();
        var dense = network.Parameters.Where(pair => !masks.ContainsKey(pair.Key)).Sum(pair => pair.Value.numel());
        var kept = masks.Values.Sum(Kept);
        using var draft = new WeightDraft(network);
        return new PrunedNetwork
        {
            Method = RowName(name, pattern),
            Reduction = 1 - ((double)(dense + kept) / ParameterCount.Of(subject.Config)),
            Network = draft.Build(subject.Network.Options),
            SubNetwork = SubNetwork.Full(subject.Config),
            Parameters = dense + kept,
            Bytes = (2 * dense) + masks.Values.Sum(mask => SparsityMasks.Bytes(mask.numel(), Kept(mask), pattern)),
            OwnsNetwork = true,
            Masks = masks,
        };
    }
}
