using System.Text.Json;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Networks that are known to be good, for a search to start from or training to spend its steps on: fronts of other searches, what a comparison found, or architectures.</summary>
internal static class KnownNetworks
{
    private const string RowArchitecture = nameof(ComparisonRow.Architecture);

    /// <summary>Networks of some files that lie in a space, none twice.</summary>
    /// <param name="paths">Run stores (.db: their fronts), or JSON lines (.json, .jsonl), each an architecture or a row of a comparison.</param>
    /// <param name="space">The space.</param>
    /// <param name="option">The option that named the files, for messages.</param>
    /// <exception cref="UsageException">A file is missing, has no network, or none that lies in the space.</exception>
    /// <exception cref="LlamaNasException">A line is no architecture.</exception>
    public static EquatableArray<SubNetwork> Read(IEnumerable<string> paths, SearchSpace space, string option) =>
        [.. paths.SelectMany(path => InSpace(path, space, option)).Distinct()];

    private static SubNetwork[] InSpace(string path, SearchSpace space, string option)
    {
        if (!File.Exists(path))
            throw new UsageException($"{path}: no such file. Give a run store (.db), or JSON lines of architectures, with {option}.");
        SubNetwork[] all = [.. path.EndsWith(".db", StringComparison.Ordinal) ? Front(path) : Lines(path)];
        SubNetwork[] members = [.. all.Where(space.Contains)];
        return members.Length > 0
            ? members
            : throw new UsageException($"{path}: none of its {all.Length} networks lies in the search space. Leave it out of {option}, or widen the space.");
    }

    private static SubNetwork[] Front(string path)
    {
        using var store = RunStore.OpenExisting(path);
        return [.. new StoredRun(store).Front.Select(candidate => candidate.SubNetwork)];
    }

    // A last line without its end is one that another process still writes, or that a killed one left: it says nothing unless it is whole.
    private static IEnumerable<SubNetwork> Lines(string path)
    {
        var text = File.ReadAllText(path);
        var lines = text.Split('\n');
        foreach (var (index, line) in lines.Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
        {
            if (index == lines.Length - 1 && index > 0 && !IsJson(line))
                continue;
            if (Line(line, $"{path}, line {index + 1}") is { } network)
                yield return network;
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Null for a row whose network is no sub-network of its parent: rotated or sparse weights.
    private static SubNetwork? Line(string text, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } row || !row.TryGetProperty(RowArchitecture, out var architecture))
                return SubNetworkJson.Parse(text, source);
            return architecture.GetString() is { Length: > 0 } json ? SubNetworkJson.Parse(json, source) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new LlamaNasException($"{source}: no JSON object ({exception.Message.ReplaceLineEndings(" ")}). Write one architecture a line.", exception);
        }
    }
}
