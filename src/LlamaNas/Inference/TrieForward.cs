using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>
/// Forward passes of several sub-networks over the same tokens: each node of their trie is computed once. Held at a time: the residual streams
/// of the current node and of those before it from which another branch is still to come.
/// </summary>
internal static class TrieForward
{
    /// <summary>Walks the trie depth first.</summary>
    /// <param name="network">The weights.</param>
    /// <param name="tokenIds">int64 <c>[tokens]</c>.</param>
    /// <param name="pattern">Positions, and which tokens see which; its places are the trie's steps.</param>
    /// <param name="trie">The sub-networks.</param>
    /// <param name="wanted">int64 <c>[n]</c>: the tokens whose hidden states are wanted in the end; the last layer computes the others' keys and values only.</param>
    /// <param name="ended">
    /// Given the sub-networks that end at a step and their hidden states after the final norm, <c>[n, hidden]</c>, valid during the call; null where
    /// only the keys and values matter.
    /// </param>
    public static void Run(SuperNetwork network, Tensor tokenIds, AttentionPattern pattern, LayerTrie trie, Tensor? wanted, Action<EquatableArray<int>, Tensor>? ended)
    {
        using var scope = NewDisposeScope();
        var context = network.Context(pattern);
        var open = new Stack<Tensor>([network.Embed(tokenIds)]);                    // the last is the parent of the next step
        foreach (var (place, step) in trie.Steps.Index())
        {
            // A layer that is some network's last one and another's inner one runs twice: so each network's numbers are those that it gets alone.
            if (step.Ending.Count > 0 && ended is not null)
            {
                using var ending = NewDisposeScope();
                ended(step.Ending, network.FinalNorm(network.Layer(place, step.Shape, open.Peek(), context with { Wanted = wanted }), context));
            }

            var hidden = step.HasChildren || ended is null ? network.Layer(place, step.Shape, open.Peek(), context) : null;
            if (step.IsLastChild)
                open.Pop().Dispose();
            if (step.HasChildren)
                open.Push(hidden!);
            else
                hidden?.Dispose();
        }
    }
}
