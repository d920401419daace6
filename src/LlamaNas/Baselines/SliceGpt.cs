using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>
/// SliceGPT (arXiv 2401.15024, section 3): norms are fused into the maps behind them, the residual stream is rotated to the principal components
/// of each block's input, and its last components are cut off. Shortcuts carry the stream from one block's basis to the next one's; the head is
/// no longer the embedding, so that a tied network pays for both.
/// </summary>
internal sealed class SliceGpt : IBaseline
{
    private const int Step = 8;              // the paper cuts to a multiple of 8

    /// <inheritdoc/>
    public string Name => "slicegpt";

    /// <inheritdoc/>
    public string Source => "SliceGPT, arXiv 2401.15024, section 3 (PCA of each norm's output; shortcuts counted)";

    /// <inheritdoc/>
    public IEnumerable<PrunedNetwork> Prune(PruningSubject subject, IReadOnlyList<double> reductions, CancellationToken cancellationToken = default)
    {
        using var fused = Fuse(subject.Network);
        var bases = Bases(subject, fused);
        try
        {
            foreach (var reduction in reductions)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var width = Width(subject.Config, subject.Target(reduction));
                UnreachableSizeException.ThrowIfAbove(Name, subject, reduction, Parameters(subject.Config, width));
                yield return Slice(subject, fused, bases, width, reduction);
            }
        }
        finally
        {
            foreach (var basis in bases)
                basis.Dispose();
        }
    }

    /// <summary>The same function with norms of ones: their weights are multiplied into the maps behind them; the head is a matrix of its own.</summary>
    internal static WeightDraft Fuse(SuperNetwork network)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var draft = new WeightDraft(network);
        for (var layer = 0; layer < draft.Config.LayerCount; layer++)
        {
            Into(TensorNames.InputNorm, [TensorNames.Query, TensorNames.Key, TensorNames.Value]);
            Into(TensorNames.PostAttentionNorm, [TensorNames.Gate, TensorNames.Up]);

            void Into(string norm, string[] parts)
            {
                var scale = draft[TensorNames.Layer(layer, norm)].clone();
                foreach (var part in parts)
                    draft.Edit(layer, part, weight => weight * scale);
                draft.Edit(layer, norm, weight => ones_like(weight));
            }
        }

        draft[TensorNames.Head] = draft[draft.Config.TiedEmbeddings ? TensorNames.Embedding : TensorNames.Head] * draft[TensorNames.FinalNorm];
        draft[TensorNames.FinalNorm] = ones_like(draft[TensorNames.FinalNorm]);
        draft.Config = draft.Config with { TiedEmbeddings = false };
        return draft;
    }

    /// <summary>Principal components of what each norm gives: attention and feed-forward input of every layer in turn, then the head's; FP32 <c>[hidden, hidden]</c>, columns by falling variance.</summary>
    internal static Tensor[] Bases(PruningSubject subject, WeightDraft fused)
    {
        using var network = fused.Build(subject.Network.Options with { Weights = ElementType.Float32, Compute = ElementType.Float32 });
        var hidden = network.Config.HiddenSize;
        var covariances = Enumerable.Range(0, (2 * network.Config.LayerCount) + 1).Select(_ => zeros(hidden, hidden, float64, network.Options.Device).DetachFromDisposeScope()).ToArray();
        LinearInputs.Observe(
            network, subject.Calibration.Sequences,
            (layer, part, input) =>
            {
                if (part is TensorNames.Query or TensorNames.Gate)
                    Add(covariances[(2 * layer) + (part == TensorNames.Gate ? 1 : 0)], input);
            },
            last => Add(covariances[^1], last));
        return [.. covariances.Select(covariance =>
        {
            using var scope = NewDisposeScope();
            var (_, vectors) = linalg.eigh(covariance);                             // ascending
            covariance.Dispose();
            return vectors.flip(1).to(float32).DetachFromDisposeScope();
        })];
    }

    /// <summary>Rotates and cuts.</summary>
    /// <param name="subject">Options of the result.</param>
    /// <param name="fused">From <see cref="Fuse"/>; is not changed.</param>
    /// <param name="bases">From <see cref="Bases"/>.</param>
    /// <param name="width">Components of the residual stream that stay.</param>
    /// <param name="reduction">Share that was to go.</param>
    internal PrunedNetwork Slice(PruningSubject subject, WeightDraft fused, Tensor[] bases, int width, double reduction)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        using var plain = fused.Build(subject.Network.Options with { Weights = ElementType.Float32, Compute = ElementType.Float32 });
        using var draft = new WeightDraft(plain);
        Tensor Basis(int index) => bases[index].narrow(1, 0, width);               // [hidden, width]
        var scale = Math.Sqrt((double)subject.Config.HiddenSize / width);          // norms divide by the root of the whole size

        draft[TensorNames.Embedding] = draft[TensorNames.Embedding].matmul(Basis(0));
        for (var layer = 0; layer < subject.Config.LayerCount; layer++)
        {
            Rotate(Basis(2 * layer), Basis((2 * layer) + 1), TensorNames.InputNorm, [TensorNames.Query, TensorNames.Key, TensorNames.Value], TensorNames.Output, EditedNetwork.AttentionShortcut);
            Rotate(Basis((2 * layer) + 1), Basis((2 * layer) + 2), TensorNames.PostAttentionNorm, [TensorNames.Gate, TensorNames.Up], TensorNames.Down, EditedNetwork.FeedForwardShortcut);

            void Rotate(Tensor before, Tensor after, string norm, string[] readers, string writer, string shortcut)
            {
                draft.Edit(layer, norm, _ => TensorArithmetic.Constant([width], scale, float32, before.device));
                foreach (var part in readers)
                    draft.Edit(layer, part, weight => weight.matmul(before));
                draft.Edit(layer, writer, weight => after.t().matmul(weight));
                draft[TensorNames.Layer(layer, shortcut)] = before.t().matmul(after);
            }
        }

        draft[TensorNames.FinalNorm] = TensorArithmetic.Constant([width], scale, float32, bases[0].device);
        draft[TensorNames.Head] = draft[TensorNames.Head].matmul(Basis(bases.Length - 1));
        draft.Config = draft.Config with { HiddenSize = width };
        return new PrunedNetwork
        {
            IsSubNetworkOfItsParent = false,
            Method = Name,
            Reduction = reduction,
            Network = draft.Build(subject.Network.Options),
            SubNetwork = SubNetwork.Full(draft.Config),
            Parameters = draft.Parameters,
            Bytes = 2 * draft.Parameters,
            OwnsNetwork = true,
        };
    }

    /// <summary>The widest residual stream, a multiple of 8, with at most so many parameters; 8 where there is none.</summary>
    internal static int Width(LlamaConfig config, long target)
    {
        var width = config.HiddenSize / Step * Step;
        while (width > Step && Parameters(config, width) > target)
            width -= Step;
        return width;
    }

    // Shortcuts and both embeddings count.
    private static long Parameters(LlamaConfig config, int width) =>
        ParameterLayout.Count(config with { HiddenSize = width, TiedEmbeddings = false }) + (2L * config.LayerCount * width * width);

    private static void Add(Tensor covariance, Tensor states)
    {
        using var scope = NewDisposeScope();
        var exact = states.to(float64);
        covariance.Add(exact.t().matmul(exact));
    }
}
