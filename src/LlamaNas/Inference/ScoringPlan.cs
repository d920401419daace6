using LlamaNas.Evaluation;

namespace LlamaNas.Inference;

/// <summary>Documents sorted into batches of similar length, with what each group shares. Made once for a document list, used for every sub-network.</summary>
/// <param name="Groups">Groups of documents that share a prefix.</param>
internal sealed record ScoringPlan(EquatableArray<ScoringGroup> Groups)
{
    /// <summary>Plans the scoring of documents.</summary>
    /// <param name="documents">Documents in the caller's order.</param>
    /// <param name="tokensPerBatch">A batch closes before it holds more tokens than this.</param>
    public static ScoringPlan Create(IReadOnlyList<EncodedDocument> documents, int tokensPerBatch)
    {
        var withPrefix = new List<ScoringGroup>();
        var others = new List<PlannedDocument>();
        foreach (var group in Enumerable.Range(0, documents.Count).GroupBy(index => documents[index].Group, StringComparer.Ordinal))
        {
            var members = group.ToArray();
            var prefix = members.Length > 1 ? CommonPrefix(members.Select(index => documents[index])) : [];
            if (prefix.Length > 0)
                withPrefix.Add(new ScoringGroup([.. prefix], Batches(Plan(members, prefix.Length), tokensPerBatch)));
            else
                others.AddRange(Plan(members, prefixLength: 0));
        }

        if (others.Count > 0)
            withPrefix.Add(new ScoringGroup([], Batches(others, tokensPerBatch)));
        return new ScoringPlan([.. withPrefix]);

        IEnumerable<PlannedDocument> Plan(int[] members, int prefixLength) =>
            members.Select(index => new PlannedDocument(index, documents[index].Requests.Count, TokenTree.Build(documents[index].Requests, prefixLength)));
    }

    /// <summary>Leading tokens that every request's context shares, without the last token of the shortest context.</summary>
    private static int[] CommonPrefix(IEnumerable<EncodedDocument> documents)
    {
        int[]? prefix = null;
        var length = 0;
        foreach (var context in documents.SelectMany(document => document.Requests).Select(request => request.Context))
        {
            length = prefix is null ? context.Length - 1 : prefix.AsSpan(0, length).CommonPrefixLength(context.AsSpan(0, context.Length - 1));
            prefix ??= context;
        }

        return prefix is null ? [] : prefix[..length];
    }

    private static EquatableArray<ScoringBatch> Batches(IEnumerable<PlannedDocument> documents, int tokensPerBatch)
    {
        var batches = new List<ScoringBatch>();
        var open = new List<PlannedDocument>();
        var tokens = 0;
        foreach (var document in documents.OrderByDescending(document => document.Tree.Tokens.Length).ThenBy(document => document.Index))
        {
            if (open.Count > 0 && tokens + document.Tree.Tokens.Length > tokensPerBatch)
                Close();
            open.Add(document);
            tokens += document.Tree.Tokens.Length;
        }

        if (open.Count > 0)
            Close();
        return [.. batches];

        void Close()
        {
            batches.Add(new ScoringBatch([.. open]));
            open.Clear();
            tokens = 0;
        }
    }
}

/// <summary>Documents that start with the same tokens.</summary>
/// <param name="Prefix">The shared token ids; empty where nothing worth sharing exists.</param>
/// <param name="Batches">Their batches, longest documents first.</param>
internal sealed record ScoringGroup(EquatableArray<int> Prefix, EquatableArray<ScoringBatch> Batches);

/// <summary>Documents that go through the network together.</summary>
internal sealed record ScoringBatch(EquatableArray<PlannedDocument> Documents);

/// <summary>A document's place in the caller's list, its number of requests, and its tokens.</summary>
internal sealed record PlannedDocument(int Index, int Requests, TokenTree Tree);
