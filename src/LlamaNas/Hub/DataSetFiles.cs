namespace LlamaNas.Hub;

/// <summary>Which of a data set's files are needed: the parquet files of the wanted splits, and what tells about them.</summary>
internal static class DataSetFiles
{
    private static readonly string[] Companions = ["README.md", "LICENSE", "LICENSE.md", "LICENSE.txt"];

    /// <summary>The needed ones among a repository's files; empty where a wanted split is not there.</summary>
    /// <param name="files">The repository's files.</param>
    /// <param name="splits">The wanted splits.</param>
    /// <param name="where">The data set's address, for error messages.</param>
    /// <exception cref="HubException">A shard is missing.</exception>
    public static IReadOnlyList<HubFile> Needed(IReadOnlyList<HubFile> files, IReadOnlyList<DataSetSplit> splits, string where)
    {
        var paths = files.Select(file => file.Path).ToArray();
        var shards = splits.Select(split => DataSetLayout.Files(paths, where, split.Config, split.Split)).ToArray();
        if (shards.Any(found => found.Count == 0))
            return [];

        var needed = shards.SelectMany(found => found).Concat(Companions).ToHashSet(StringComparer.Ordinal);
        return [.. files.Where(file => needed.Contains(file.Path))];
    }

    /// <summary>The first parquet files that are there, in words.</summary>
    public static string Known(IReadOnlyList<HubFile> files)
    {
        var parquet = files.Where(file => file.Path.EndsWith(".parquet", StringComparison.Ordinal)).Select(file => file.Path).ToArray();
        return parquet.Length == 0 ? "none at all" : string.Join(", ", parquet.Take(5)) + (parquet.Length > 5 ? ", ..." : "");
    }
}
