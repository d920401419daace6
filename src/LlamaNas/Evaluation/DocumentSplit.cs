namespace LlamaNas.Evaluation;

/// <summary>Which documents of a task are used: the search sees one half, results are reported on the other.</summary>
public enum DocumentSplit
{
    /// <summary>All documents, in file order.</summary>
    All,

    /// <summary>What a search may see.</summary>
    Search,

    /// <summary>What results are reported on.</summary>
    Test,
}

/// <summary>Splits documents once: seeded, stratified by subject, the same for every run with that seed.</summary>
internal static class DocumentSplitter
{
    /// <summary>
    /// The documents of a split. Search and test are in a seeded order in which every subject appears evenly, so that a limit takes a
    /// representative sample, and a larger limit contains the smaller one.
    /// </summary>
    /// <param name="documents">All documents.</param>
    /// <param name="subject">A document's subject; documents are split within each.</param>
    /// <param name="split">Which split.</param>
    /// <param name="seed">Seed of the split.</param>
    public static IReadOnlyList<TaskDocument> Select(IReadOnlyList<TaskDocument> documents, Func<TaskDocument, string> subject, DocumentSplit split, int seed)
    {
        if (split == DocumentSplit.All)
            return documents;

        var picked = new List<(double Place, TaskDocument Document)>();
        foreach (var (stratum, group) in documents.GroupBy(subject, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Index())
        {
            var shuffled = group.ToArray();
            new Random(unchecked((seed * 7919) + stratum)).Shuffle(shuffled);
            var half = (shuffled.Length + (stratum % 2)) / 2; // odd groups give the extra document to either side in turn
            var part = split == DocumentSplit.Search ? shuffled[..half] : shuffled[half..];
            picked.AddRange(part.Select((document, index) => ((index + 0.5) / part.Length, document)));
        }

        return [.. picked.OrderBy(item => item.Place).ThenBy(item => item.Document.Id).Select(item => item.Document)];
    }
}
