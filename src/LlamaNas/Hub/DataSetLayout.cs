using System.Globalization;
using System.Text.RegularExpressions;

namespace LlamaNas.Hub;

/// <summary>
/// The hub's layout of a data set's parquet files: <c>CONFIG/SPLIT-00000-of-00002.parquet</c>, or <c>CONFIG/SPLIT/0000.parquet</c> in the branch that
/// the hub itself converts. A data set of one configuration may leave its folder out or name it as it likes.
/// </summary>
internal static partial class DataSetLayout
{
    /// <summary>The split's shards among a data set's files, in order; empty where it has none.</summary>
    /// <param name="paths">Paths inside the data set, with <c>/</c>.</param>
    /// <param name="where">The data set's folder or address, for error messages.</param>
    /// <param name="config">The configuration; null where there is only one.</param>
    /// <param name="split">The split.</param>
    /// <exception cref="HubException">A shard is missing, or several configurations have the split and none is named.</exception>
    public static IReadOnlyList<string> Shards(IEnumerable<string> paths, string where, string? config, string split)
    {
        ShardFile[] files = [.. Parse(paths).Where(file => file.Split == split && (config is null || file.Folder == config))];
        var folders = files.Select(file => file.Folder).Distinct().ToArray();
        return folders.Length <= 1
            ? Whole(files, where)
            : throw new HubException($"{where}: split '{split}' is there in several configurations ({string.Join(", ", folders)}). Name one of them.");
    }

    /// <summary>All shards of a split, or of all of them.</summary>
    /// <param name="paths">Paths inside the data set, with <c>/</c>.</param>
    /// <param name="where">The data set's folder or address, for error messages.</param>
    /// <param name="config">The configuration; null for all.</param>
    /// <param name="split">The split; null for all.</param>
    /// <exception cref="HubException">A shard is missing.</exception>
    public static IReadOnlyList<string> Files(IEnumerable<string> paths, string where, string? config, string? split) =>
        Whole([.. Parse(paths).Where(file => (config is null || file.Folder == config) && (split is null || file.Split == split))], where);

    private static IEnumerable<ShardFile> Parse(IEnumerable<string> paths) =>
        paths.Select(ShardFile.Parse).OfType<ShardFile>().OrderBy(file => file.Path, StringComparer.Ordinal);

    private static string[] Whole(ShardFile[] files, string where)
    {
        foreach (var shards in files.GroupBy(file => (file.Folder, file.Split)))
            CheckWhole([.. shards], where);
        return [.. files.Select(file => file.Path)];
    }

    private static void CheckWhole(ShardFile[] shards, string where)
    {
        var numbers = shards.Select(shard => shard.Number).ToHashSet();
        var missing = Enumerable.Range(0, shards.Max(shard => shard.Count)).Where(number => !numbers.Contains(number)).ToArray();
        if (missing.Length > 0)
            throw new HubException($"{where}: of the {shards.Max(shard => shard.Count)} shards of {shards[0].Path}, number {missing[0]} is missing. Download the data set again.");
    }

    /// <summary>A parquet file as its path describes it.</summary>
    private sealed record ShardFile(string Path, string Folder, string Split, int Number, int Count)
    {
        public static ShardFile? Parse(string path)
        {
            if (Numbered().Match(path) is { Success: true } numbered)
                return new ShardFile(path, numbered.Groups["folder"].Value, numbered.Groups["split"].Value, Whole(numbered.Groups["number"]), Whole(numbered.Groups["count"]));
            return Converted().Match(path) is { Success: true } converted
                ? new ShardFile(path, converted.Groups["folder"].Value, converted.Groups["split"].Value, Whole(converted.Groups["number"]), Whole(converted.Groups["number"]) + 1)
                : Single().Match(path) is { Success: true } single ? new ShardFile(path, single.Groups["folder"].Value, single.Groups["split"].Value, 0, 1) : null;
        }

        private static int Whole(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);
    }

    // validation-00000-of-00002.parquet; older files have a hash behind the numbers.
    [GeneratedRegex(@"^(?:(?<folder>.+)/)?(?<split>\w+)-(?<number>\d{5})-of-(?<count>\d{5})(-[0-9a-f]+)?\.parquet$", RegexOptions.ExplicitCapture)]
    private static partial Regex Numbered();

    // The branch refs/convert/parquet; "partial-" where the hub converted only the beginning, which would be a wrong test set.
    [GeneratedRegex(@"^(?:(?<folder>.+)/)?(?<split>(?!partial-)\w+)/(?<number>\d{4})\.parquet$", RegexOptions.ExplicitCapture)]
    private static partial Regex Converted();

    [GeneratedRegex(@"^(?:(?<folder>.+)/)?(?<split>[a-z]+)\.parquet$", RegexOptions.ExplicitCapture)]
    private static partial Regex Single();
}
