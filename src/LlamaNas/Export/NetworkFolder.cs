using System.Text.Json.Nodes;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;

namespace LlamaNas.Export;

/// <summary>Writes a sub-network's tensors, in given sizes, with a model card.</summary>
internal static class NetworkFolder
{
    /// <summary>Writes the folder.</summary>
    /// <param name="network">The super-network.</param>
    /// <param name="subNetwork">What of it is written.</param>
    /// <param name="parent">The super-network's folder.</param>
    /// <param name="folder">Where to; must not exist, or be empty.</param>
    /// <param name="target">Sizes of the stored tensors: at least the sub-network's; what is larger is filled with zeros.</param>
    /// <param name="options">Fields and files of the layout.</param>
    /// <param name="story">What the model card says of the search; null for nothing.</param>
    /// <param name="cancellationToken">Stops between tensors.</param>
    public static void Write(
        SuperNetwork network, SubNetwork subNetwork, string parent, string folder, LlamaConfig target, ModelFolderOptions options, ModelCardStory? story,
        CancellationToken cancellationToken)
    {
        var fields = options.Fields.DeepClone().AsObject();
        fields["llama_nas"] = new JsonObject { ["sub_network"] = JsonNode.Parse(SubNetworkJson.Print(subNetwork)) };
        var files = new Dictionary<string, string>(options.Files) { [ModelCard.FileName] = ModelCard.Write(parent, network.Config, subNetwork, target, fields, story) };
        var own = new SubNetworkWeights(network, subNetwork);
        ModelFolder.Write(
            folder, parent, target, [.. ParameterLayout.Of(target).Select(entry => TensorFile.Entry(entry.Name, entry.Shape, network.Options.Weights, () => own.Part(entry.Name, entry.Shape)))],
            options with { Fields = fields, Files = files }, cancellationToken);
    }
}
