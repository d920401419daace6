using System.Text.Json.Nodes;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;

namespace LlamaNas.Export;

/// <summary>Writes a sub-network as a Hugging Face folder for transformers, vLLM and what else reads those.</summary>
public static class HuggingFaceExporter
{
    /// <summary>Writes the folder; it appears under its name only when it is complete.</summary>
    /// <param name="network">The super-network; weights are written in its element type.</param>
    /// <param name="subNetwork">What of it is written.</param>
    /// <param name="parent">The super-network's folder: tokenizer and settings travel along.</param>
    /// <param name="folder">Where to; must not exist, or be empty.</param>
    /// <param name="options">Layout, size of files, model card; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between tensors; the folder does not appear.</param>
    /// <exception cref="LlamaNasException">The sub-network does not fit, or the folder cannot be written.</exception>
    public static void Write(
        SuperNetwork network, SubNetwork subNetwork, string parent, string folder, HuggingFaceOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new HuggingFaceOptions();
        subNetwork.Validate(network.Config);
        var target = Target(network.Config, subNetwork, options.Layout);
        var extras = new ModelFolderOptions
        {
            Fields = Fields(network.Config, subNetwork, target, options.Layout),
            Files = RunsCode(network.Config, subNetwork, options.Layout) ? new Dictionary<string, string> { [$"{RemoteCode.Module}.py"] = RemoteCode.Text } : [],
            LargestFileBytes = options.LargestFileBytes,
        };
        NetworkFolder.Write(network, subNetwork, parent, folder, target, extras, options.Story, cancellationToken);
    }

    /// <summary>The class that loads the folder: <c>architectures</c> of its config.json.</summary>
    public static string Architecture(LlamaConfig config, SubNetwork subNetwork, HuggingFaceLayout layout)
    {
        ArgumentNullException.ThrowIfNull(subNetwork);
        return layout switch
        {
            _ when !RunsCode(config, subNetwork, layout) => "LlamaForCausalLM",
            HuggingFaceLayout.BlockConfigs => "DeciLMForCausalLM",
            _ => "LlamaNasForCausalLM",
        };
    }

    private static bool RunsCode(LlamaConfig config, SubNetwork subNetwork, HuggingFaceLayout layout) => layout != HuggingFaceLayout.Padded && !StoredSizes.IsUniform(subNetwork.SizesIn(config));

    private static LlamaConfig Target(LlamaConfig config, SubNetwork subNetwork, HuggingFaceLayout layout) => layout switch
    {
        HuggingFaceLayout.Padded => StoredSizes.Padded(config, subNetwork),
        HuggingFaceLayout.BlockConfigs when RunsCode(config, subNetwork, layout) => StoredSizes.BlockConfigured(config, subNetwork),
        _ => StoredSizes.Exact(config, subNetwork),
    };

    private static JsonObject Fields(LlamaConfig config, SubNetwork subNetwork, LlamaConfig target, HuggingFaceLayout layout) => !RunsCode(config, subNetwork, layout) ? [] : new JsonObject
    {
        ["architectures"] = new JsonArray(Architecture(config, subNetwork, layout)),
        ["model_type"] = BlockConfigs.ModelType,
        ["auto_map"] = new JsonObject
        {
            ["AutoConfig"] = $"{RemoteCode.Module}.LlamaNasConfig",
            ["AutoModelForCausalLM"] = $"{RemoteCode.Module}.LlamaNasForCausalLM",
        },
        ["block_configs"] = BlockConfigs.Write(target, multipliers: layout == HuggingFaceLayout.BlockConfigs),
    };
}
