using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>The front that a search left in its run store.</summary>
/// <param name="Name">The tasks that were searched.</param>
/// <param name="ModelFolder">The super-network that was searched.</param>
/// <param name="WeightsHash">Hash of its weights.</param>
/// <param name="SearchSeconds">What scoring its candidates took: nearly all of the search's time.</param>
/// <param name="Members">Its networks with their parameters, from large to small.</param>
internal sealed record FrontOfRun(string Name, string ModelFolder, string WeightsHash, double SearchSeconds, EquatableArray<(SubNetwork Network, long Parameters)> Members)
{
    /// <summary>Reads run stores; the weights of a model that several of them searched are hashed once.</summary>
    /// <param name="paths">The run stores.</param>
    /// <param name="parent">Sizes of the network whose parts it has to have searched.</param>
    /// <param name="parentHash">Hash of its weights: what searched these needs no folder of its own.</param>
    /// <exception cref="UsageException">The model that was searched is gone, has changed since, or has other sizes.</exception>
    public static IReadOnlyList<FrontOfRun> Read(IEnumerable<string> paths, LlamaConfig parent, string parentHash)
    {
        var hashes = new Dictionary<string, string>();
        return [.. paths.Select(path => Read(path, parent, parentHash, HashOf))];

        string HashOf(string folder) => hashes.TryGetValue(folder, out var known) ? known : hashes[folder] = Hash(folder);
    }

    private static FrontOfRun Read(string path, LlamaConfig parent, string parentHash, Func<string, string> hashOf)
    {
        using var store = RunStore.OpenExisting(path);
        var run = new StoredRun(store);
        var folder = store.Settings["model"] ?? "";
        var weights = store.Settings["weights"] ?? "";
        if (weights != parentHash && !Path.Exists(folder))
            throw new UsageException($"{path}: the model that it searched, {folder}, is not there. Put it back, or leave this run out of --run.");
        if (ParameterLayout.Count(run.Config) != ParameterLayout.Count(parent) || SubNetwork.Full(run.Config) != SubNetwork.Full(parent))
            throw new UsageException($"{path}: it searched a network of other sizes ({folder}) than --model has. Give the parent of the model that was searched, or leave this run out of --run.");
        if (weights != parentHash && hashOf(folder) is var now && now != weights)
            throw new UsageException($"{path}: it searched other weights ({Fingerprint.OfHash(weights)}) than {folder} has now ({Fingerprint.OfHash(now)}). Search again, or leave this run out of --run.");
        return new FrontOfRun(
            (store.Settings["tasks"] ?? "").Replace(',', '+'), folder, weights, run.ScoringSeconds("search"),
            [.. run.Front.Select(candidate => (candidate.SubNetwork, ParameterCount.Of(run.Config, candidate.SubNetwork)))]);
    }

    /// <summary>The largest member with at most so many parameters; null where all are larger.</summary>
    public SubNetwork? Largest(long parameters) => Members.FirstOrDefault(member => member.Parameters <= parameters).Network;

    private static string Hash(string folder)
    {
        using var checkpoint = Checkpoint.Open(folder);
        return checkpoint.ContentHash;
    }
}
