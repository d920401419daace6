using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tokens;

namespace LlamaNas.Export;

/// <summary>
/// Writes a sub-network as a GGUF file for llama.cpp and what builds on it. Networks of one feed-forward width are architecture "llama"; widths that
/// differ between layers need "deci", which reads one width a layer.
/// </summary>
public static class GgufExporter
{
    /// <summary>Writes the file.</summary>
    /// <param name="network">The super-network.</param>
    /// <param name="subNetwork">What of it is written.</param>
    /// <param name="vocabulary">The tokenizer, which becomes part of the file.</param>
    /// <param name="path">Where to; must not exist.</param>
    /// <param name="precision">How weight matrices are stored.</param>
    /// <param name="cancellationToken">Stops between tensors; no file is left.</param>
    /// <exception cref="LlamaNasException">The sub-network does not fit, a weight does not fit the precision, or the file cannot be written.</exception>
    public static void Write(
        SuperNetwork network, SubNetwork subNetwork, TokenVocabulary vocabulary, string path, GgufPrecision precision, CancellationToken cancellationToken = default)
    {
        subNetwork.Validate(network.Config);
        if (Path.Exists(path))
            throw new CheckpointException($"{path}: exists already. Choose another file, or remove it first.");

        var metadata = new GgufMetadata();
        GgufNetworkKeys.Add(metadata, network.Config, subNetwork, precision);
        GgufTokenizerKeys.Add(metadata, vocabulary, network.Config);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        GgufWriter.Write(path, metadata, GgufTensors.Of(network, subNetwork, precision), cancellationToken);
    }

    /// <summary>The architecture that llama.cpp reads a sub-network as: "llama", or "deci" where layers differ.</summary>
    public static string Architecture(LlamaConfig config, SubNetwork subNetwork)
    {
        ArgumentNullException.ThrowIfNull(subNetwork);
        return StoredSizes.IsUniform(StoredSizes.Gguf(config, subNetwork)) ? "llama" : "deci";
    }
}
