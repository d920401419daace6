using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;

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
    /// <param name="story">What the model card says of the search; null for a card of the network alone.</param>
    /// <param name="cancellationToken">Stops between tensors; the folder does not appear.</param>
    /// <exception cref="LlamaNasException">The sub-network does not fit, or the folder cannot be written.</exception>
    public static void Write(
        SuperNetwork network, SubNetwork subNetwork, string parent, string folder, ModelCardStory? story = null, CancellationToken cancellationToken = default)
    {
        subNetwork.Validate(network.Config);
        NetworkFolder.Write(
            network, subNetwork, parent, folder, StoredSizes.Exact(network.Config, subNetwork), new ModelFolderOptions(), story, cancellationToken);
    }
}
