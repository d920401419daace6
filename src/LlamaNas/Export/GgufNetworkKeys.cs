using System.Text.Json;
using LlamaNas.Checkpoints;
using LlamaNas.Checkpoints.Gguf;
using LlamaNas.Spaces;

namespace LlamaNas.Export;

/// <summary>What a GGUF file says of the network.</summary>
internal static class GgufNetworkKeys
{
    private const int QuantizationVersion = 2; // of ggml's block formats

    /// <summary>Adds the pairs.</summary>
    public static void Add(GgufMetadata metadata, LlamaConfig config, SubNetwork subNetwork, GgufPrecision precision)
    {
        var architecture = GgufExporter.Architecture(config, subNetwork);
        var sizes = StoredSizes.Gguf(config, subNetwork);
        EquatableArray<int> keyValueHeads = [.. sizes.KeyValueHeadsByLayer];
        metadata.Add("general.architecture", architecture);
        metadata.Add("general.file_type", FileType(precision));
        metadata.Add("general.quantization_version", QuantizationVersion);
        metadata.Add("llama_nas.sub_network", SubNetworkJson.Print(subNetwork));
        metadata.Add($"{architecture}.block_count", sizes.LayerCount);
        metadata.Add($"{architecture}.context_length", config.MaximumPositions);
        metadata.Add($"{architecture}.embedding_length", config.HiddenSize);
        metadata.Add($"{architecture}.vocab_size", config.VocabularySize);
        metadata.Add($"{architecture}.attention.key_length", config.HeadSize);
        metadata.Add($"{architecture}.attention.value_length", config.HeadSize);
        metadata.Add($"{architecture}.attention.layer_norm_rms_epsilon", config.RmsNormEpsilon);
        metadata.Add($"{architecture}.rope.dimension_count", config.HeadSize);
        metadata.Add($"{architecture}.rope.freq_base", config.RopeTheta);
        if (config.RopeScaling is { } scaling)
            metadata.Add(GgufConfig.ScalingKey, JsonSerializer.Serialize(scaling));
        if (architecture == "llama")
        {
            metadata.Add("llama.feed_forward_length", sizes.FeedForwardWidths[0]);
            metadata.Add("llama.attention.head_count", sizes.HeadCount);
            metadata.Add("llama.attention.head_count_kv", sizes.KeyValueHeadCount);
            return;
        }

        metadata.Add($"{architecture}.feed_forward_length", sizes.FeedForwardWidths);
        metadata.Add($"{architecture}.attention.head_count", [.. keyValueHeads.Select(heads => heads * sizes.HeadsPerGroup)]);
        metadata.Add($"{architecture}.attention.head_count_kv", keyValueHeads);
    }

    // llama_ftype: "mostly", since norms are FP32.
    private static int FileType(GgufPrecision precision) => precision switch
    {
        GgufPrecision.Float32 => 0,
        GgufPrecision.Float16 => 1,
        GgufPrecision.Q8 => 7,
        GgufPrecision.Q4 => 2,
        GgufPrecision.Q4K => 14,
        _ => 32,
    };
}
