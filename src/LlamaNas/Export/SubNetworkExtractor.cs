using System.Text.Json.Nodes;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;

namespace LlamaNas.Export;

/// <summary>
/// Writes a sub-network as a Hugging Face folder of its own. Weights keep the super-network's element type, so that the reloaded network gives
/// the super-network's logits for that sub-network bit for bit. Per-layer widths are written as <c>per_layer_config</c>.
/// </summary>
public static class SubNetworkExtractor
{
    /// <summary>Writes the folder.</summary>
    /// <param name="network">The super-network.</param>
    /// <param name="subNetwork">What of it is written.</param>
    /// <param name="parent">The super-network's folder: tokenizer and settings travel along.</param>
    /// <param name="folder">Where to; must not exist, or be empty.</param>
    /// <exception cref="LlamaNasException">The sub-network does not fit, or the folder cannot be written.</exception>
    public static void Write(SuperNetwork network, SubNetwork subNetwork, string parent, string folder)
    {
        subNetwork.Validate(network.Config);
        var config = network.Config with { FeedForwardWidths = subNetwork.FeedForwardWidths };
        var notes = new JsonObject { ["sub_network"] = JsonNode.Parse(SubNetworkJson.Print(subNetwork)) };
        TensorToWrite[] weights = [.. ParameterLayout.Of(config)
            .Select(entry => TensorFile.Entry(entry.Name, SubNetworkWeights.Part(network, subNetwork, entry.Name), network.Options.Weights))];
        ModelFolder.Write(folder, parent, config, weights, notes);
    }
}
