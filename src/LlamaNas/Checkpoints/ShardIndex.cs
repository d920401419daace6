using System.Text.Json;

namespace LlamaNas.Checkpoints;

/// <summary>Finds the safetensors files of a folder: one file, or the shards that the index names.</summary>
internal static class ShardIndex
{
    /// <summary>Name of the file of weights where there is one.</summary>
    public const string SingleFile = "model.safetensors";

    /// <summary>Name of the index where there are several.</summary>
    public const string IndexFile = "model.safetensors.index.json";

    /// <summary>Full paths of the folder's safetensors files.</summary>
    /// <exception cref="CheckpointException">No weights, a damaged index, or a missing shard.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        var index = Path.Combine(folder, IndexFile);
        if (!File.Exists(index))
        {
            var single = Path.Combine(folder, SingleFile);
            return File.Exists(single)
                ? [single]
                : throw new CheckpointException($"{folder}: neither {SingleFile} nor {IndexFile} is there. Give the folder of a Hugging Face model with safetensors weights.");
        }

        var shards = Shards(index).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        foreach (var shard in shards)
        {
            if (Path.GetFileName(shard) != shard)
                throw new CheckpointException($"{index}: shard '{shard}' lies outside the folder. Download the index again.");
            if (!File.Exists(Path.Combine(folder, shard)))
                throw new CheckpointException($"{folder}: shard '{shard}' is missing, though {IndexFile} names it. Download it into the folder.");
        }

        return [.. shards.Select(shard => Path.Combine(folder, shard))];
    }

    private static string[] Shards(string index)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(index));
            return [.. document.RootElement.GetProperty("weight_map").EnumerateObject().Select(entry => entry.Value.GetString() ?? throw new FormatException("a shard without a name"))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new CheckpointException($"{index}: not a shard index ({exception.Message}). Download it again.", exception);
        }
    }
}
