using LlamaNas.Evaluation;

namespace LlamaNas.Inference;

/// <summary>
/// The tokens that a document's requests need, each prefix once: a node is a token after its parent's tokens. The last token of a
/// continuation is never fed, only scored.
/// </summary>
/// <param name="Tokens">Token id of each node; parents come before children.</param>
/// <param name="Parents">Parent of each node, -1 at a root.</param>
/// <param name="Depths">Tokens before each node, counted without the shared prefix.</param>
/// <param name="Scores">What is scored: the continuation tokens of every request, in request order.</param>
internal sealed record TokenTree(int[] Tokens, int[] Parents, int[] Depths, TreeScore[] Scores)
{
    /// <summary>True where the tree has no branch: one text.</summary>
    public bool IsChain => Parents.Index().All(node => node.Item == node.Index - 1);

    /// <summary>Builds the tree of a document.</summary>
    /// <param name="requests">The document's requests.</param>
    /// <param name="prefixLength">Leading tokens that all requests share and that are computed elsewhere; shorter than every context.</param>
    public static TokenTree Build(EquatableArray<EncodedRequest> requests, int prefixLength)
    {
        List<int> tokens = [], parents = [], depths = [];
        List<TreeScore> scores = [];
        Dictionary<(int Parent, int Token), int> children = [];
        for (var request = 0; request < requests.Count; request++)
        {
            var (context, continuation) = requests[request];
            var node = -1;
            for (var position = prefixLength; position < context.Length + continuation.Length; position++)
            {
                if (position >= context.Length)
                    scores.Add(new TreeScore(request, node, continuation[position - context.Length]));
                if (position < context.Length + continuation.Length - 1)
                    node = Child(node, position < context.Length ? context[position] : continuation[position - context.Length], position - prefixLength);
            }
        }

        return new TokenTree([.. tokens], [.. parents], [.. depths], [.. scores]);

        int Child(int parent, int token, int depth)
        {
            if (children.TryGetValue((parent, token), out var known))
                return known;

            children[(parent, token)] = tokens.Count;
            tokens.Add(token);
            parents.Add(parent);
            depths.Add(depth);
            return tokens.Count - 1;
        }
    }
}

/// <summary>One continuation token to score.</summary>
/// <param name="Request">0-based request of the document.</param>
/// <param name="Node">Node whose next-token distribution is read.</param>
/// <param name="Target">Token id whose log-probability counts.</param>
internal readonly record struct TreeScore(int Request, int Node, int Target);
