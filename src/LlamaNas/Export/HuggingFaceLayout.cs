namespace LlamaNas.Export;

/// <summary>How a network whose layers differ in size is written for programs that read Hugging Face folders; one whose layers are alike is plain in each.</summary>
public enum HuggingFaceLayout
{
    /// <summary>A plain LlamaForCausalLM of the widest layer's sizes; narrower layers are filled with zeros. Loads everywhere, computes the same, saves layers only.</summary>
    Padded,

    /// <summary>Nemotron-NAS's <c>block_configs</c>, which vLLM loads; widths are filled with zeros up to a multiple of 256.</summary>
    BlockConfigs,

    /// <summary>Exact sizes, with a modelling file beside the weights for transformers (<c>trust_remote_code</c>).</summary>
    RemoteCode,
}

/// <summary>Names of the layouts on the command line.</summary>
public static class HuggingFaceLayoutNames
{
    private static readonly Dictionary<string, HuggingFaceLayout> Names = new(StringComparer.Ordinal)
    {
        ["padded"] = HuggingFaceLayout.Padded,
        ["block-configs"] = HuggingFaceLayout.BlockConfigs,
        ["remote-code"] = HuggingFaceLayout.RemoteCode,
    };

    /// <summary>The name of a layout.</summary>
    public static string Name(this HuggingFaceLayout layout) => Names.Single(entry => entry.Value == layout).Key;

    /// <summary>The layout of a name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static HuggingFaceLayout Parse(string name) =>
        Names.TryGetValue(name, out var layout) ? layout : throw new UsageException($"Unknown layout '{name}'. Use one of: {string.Join(", ", Names.Keys)}.");
}
