using System.Diagnostics;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Benchmarks;

/// <summary>This library on a work: one text on all cores; several texts packed, a part of them on each core, as the scorer does.</summary>
internal sealed class OwnEngine(SuperNetwork network)
{
    private readonly SubNetwork _whole = SubNetwork.Full(network.Config);

    /// <summary>Tokens a second.</summary>
    public double Rate(EngineWork work, int[] ids) => work.Written > 0 ? Decode(work, ids) : Evaluate(work, ids);

    private double Decode(EngineWork work, int[] ids)
    {
        using var tokens = GreedyDecoder.Decode(network, _whole, work.Split(ids)[0], work.Written).GetEnumerator();
        tokens.MoveNext();
        var started = Stopwatch.GetTimestamp();
        var written = 0;
        while (tokens.MoveNext())
            written++;
        return written / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private double Evaluate(EngineWork work, int[] ids)
    {
        var trees = work.Split(ids).Select(Chain).ToArray();
        var parts = trees.Chunk((trees.Length + CoreWorkers.Count - 1) / CoreWorkers.Count).ToArray();
        var started = Stopwatch.GetTimestamp();
        var tokens = parts.Length == 1 ? Forward(parts[0]) : CoreWorkers.Map(parts, Forward).Sum();
        return tokens / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private int Forward(TokenTree[] trees)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var pattern = new PackedTrees(trees, prefix: null, network.Options);
        network.Forward(PackedTrees.TokenIds(trees, pattern), pattern, _whole);
        return trees.Sum(tree => tree.Tokens.Length);
    }

    // A text as the scorer sees it; the token after the last is scored, never fed.
    private static TokenTree Chain(int[] text) => TokenTree.Build([new EncodedRequest(text, [0])], prefixLength: 0);
}
