using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlamaNas.Checkpoints;

/// <summary>Writes a model's weights into a folder: one file, or shards with an index where one would be too large.</summary>
internal static class SafetensorsShards
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes the files, in the order of the tensors.</summary>
    /// <param name="folder">Where to; exists.</param>
    /// <param name="tensors">The tensors, in the order of the forward pass.</param>
    /// <param name="largestFileBytes">Bytes of tensors a file; a larger tensor has a file of its own.</param>
    /// <param name="cancellationToken">Stops before the next tensor.</param>
    public static void Write(string folder, IReadOnlyList<TensorToWrite> tensors, long largestFileBytes, CancellationToken cancellationToken = default)
    {
        var shards = Split(tensors, largestFileBytes);
        if (shards.Count == 1)
        {
            SafetensorsWriter.Write(Path.Combine(folder, ShardIndex.SingleFile), tensors, cancellationToken);
            return;
        }

        var places = new JsonObject();
        foreach (var (index, shard) in shards.Index())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"model-{index + 1:D5}-of-{shards.Count:D5}.safetensors");
            SafetensorsWriter.Write(Path.Combine(folder, name), shard, cancellationToken);
            foreach (var tensor in shard)
                places[tensor.Name] = name;
        }

        var json = new JsonObject { ["metadata"] = new JsonObject { ["total_size"] = tensors.Sum(tensor => tensor.Length) }, ["weight_map"] = places };
        File.WriteAllText(Path.Combine(folder, ShardIndex.IndexFile), json.ToJsonString(Indented) + "\n");
    }

    private static List<List<TensorToWrite>> Split(IReadOnlyList<TensorToWrite> tensors, long largestFileBytes)
    {
        List<List<TensorToWrite>> shards = [[]];
        long filled = 0;
        foreach (var tensor in tensors)
        {
            if (shards[^1].Count > 0 && filled + tensor.Length > largestFileBytes)
            {
                shards.Add([]);
                filled = 0;
            }

            shards[^1].Add(tensor);
            filled += tensor.Length;
        }

        return shards;
    }
}
