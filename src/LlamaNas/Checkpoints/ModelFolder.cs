using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlamaNas.Checkpoints;

/// <summary>Writes a model folder that descends from another: its weights are new, all else travels along.</summary>
public static class ModelFolder
{
    private static readonly string[] Companions =
    [
        "tokenizer.json", "tokenizer.model", "tokenizer_config.json", "special_tokens_map.json", "generation_config.json",
        "chat_template.jinja", "vocab.json", "merges.txt", "LICENSE",
    ];

    // What a parent may say of its own layers.
    private static readonly string[] LayerFields = ["per_layer_config", "block_configs", "auto_map"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes configuration, weights and the parent's other files. The folder appears under its name only when it is complete.</summary>
    /// <param name="folder">Where to; must not exist, or be empty.</param>
    /// <param name="parent">The folder or GGUF file that tokenizer and unchanged settings come from.</param>
    /// <param name="config">The new network's sizes.</param>
    /// <param name="weights">The new network's tensors, in the order of the forward pass.</param>
    /// <param name="options">What else the folder gets; null for nothing.</param>
    /// <param name="cancellationToken">Stops before the next tensor; the folder does not appear.</param>
    /// <exception cref="CheckpointException">The folder is not empty, or cannot be written.</exception>
    public static void Write(
        string folder, string parent, LlamaConfig config, IReadOnlyList<TensorToWrite> weights, ModelFolderOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new ModelFolderOptions();
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CheckpointException($"{folder}: the folder is not empty. Choose another output folder, or remove it first.");

        var partial = folder.TrimEnd(Path.DirectorySeparatorChar) + ".partial";
        try
        {
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
            Directory.CreateDirectory(partial);
            SafetensorsShards.Write(partial, weights, options.LargestFileBytes, cancellationToken);
            var files = ModelFiles.Of(parent);
            foreach (var companion in Companions)
            {
                if (files.Find(companion) is { } bytes)
                    File.WriteAllBytes(Path.Combine(partial, companion), bytes);
            }

            foreach (var (name, text) in options.Files)
                File.WriteAllText(Path.Combine(partial, name), text);
            File.WriteAllText(Path.Combine(partial, LlamaConfigFile.Name), ConfigJson(files, config, weights, options.Fields)); // last: without it nothing loads the folder
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(partial, folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{folder}: cannot be written ({exception.Message}). Free some disk space or choose another folder.", exception);
        }
    }

    private static string ConfigJson(ModelFiles parent, LlamaConfig config, IReadOnlyList<TensorToWrite> weights, JsonObject fields)
    {
        var json = JsonNode.Parse(parent.FindText(LlamaConfigFile.Name)!)!.AsObject();
        foreach (var field in LayerFields)
            json.Remove(field);
        json["architectures"] = new JsonArray("LlamaForCausalLM");
        json["model_type"] = "llama";
        json["num_hidden_layers"] = config.LayerCount;
        json[json.ContainsKey("dtype") ? "dtype" : "torch_dtype"] = weights[0].ElementType.ToString().ToLowerInvariant();
        LlamaConfigText.AddSizes(json, config);
        foreach (var (name, value) in fields)
            json[name] = value?.DeepClone();
        return json.ToJsonString(Indented) + "\n";
    }
}
