using System.Text.Json.Nodes;

namespace LlamaNas.Checkpoints;

/// <summary>What a model folder gets beside its weights and its parent's files.</summary>
public sealed record ModelFolderOptions
{
    /// <summary>Fields of config.json that replace or join the parent's. Default: none.</summary>
    public JsonObject Fields { get; init; } = [];

    /// <summary>Further text files, by name; they replace the parent's. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Bytes of tensors above which the weights are split into several files with an index. Default: 5 GB, as transformers does.</summary>
    public long LargestFileBytes { get; init; } = 5_000_000_000;
}
