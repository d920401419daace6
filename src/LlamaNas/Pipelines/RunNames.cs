using LlamaNas.Runs;

namespace LlamaNas.Pipelines;

/// <summary>Names that tell the runs of a report apart.</summary>
internal static class RunNames
{
    /// <summary>The names as given; where several are alike, with their folder's name, and where that is alike too, with a number.</summary>
    public static IReadOnlyList<string> Distinct(IReadOnlyList<(string Name, RunStore Store)> stores) => Distinct([.. stores.Select(pair => (pair.Name, pair.Store.Path))]);

    /// <summary>The same for stores that need not be there.</summary>
    public static IReadOnlyList<string> Distinct(IReadOnlyList<(string Name, string Path)> runs)
    {
        var foldered = Told(runs.Select(run => run.Name), index => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(runs[index].Path))) ?? "");
        return Told(foldered, index => $"{foldered.Take(index + 1).Count(name => name == foldered[index])}");
    }

    private static string[] Told(IEnumerable<string> names, Func<int, string> mark)
    {
        var given = names.ToArray();
        return [.. given.Select((name, index) => given.Count(other => other == name) > 1 ? $"{name} ({mark(index)})" : name)];
    }
}
