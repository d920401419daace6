using System.Text.Json;

namespace LlamaNas.Checkpoints.Gguf;

/// <summary>The network that a GGUF file's metadata describes. What the network cannot do is refused here, by name.</summary>
internal static class GgufConfig
{
    /// <summary>Key under which our own files say LLaMA 3's scaling; others say its effect alone, in <see cref="GgufNames.RotaryFactors"/>.</summary>
    public const string ScalingKey = "llama_nas.rope_scaling";

    /// <summary>The sizes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="rotaryFactors">Its divisors of the rotary frequencies; null where it has none.</param>
    /// <exception cref="CheckpointException">The network is of another kind, or a size is missing.</exception>
    public static LlamaConfig Of(GgufFile file, float[]? rotaryFactors)
    {
        var values = file.Values;
        var kind = values.Text("general.architecture");
        if (kind is not ("llama" or "deci"))
            throw values.Error($"the architecture is '{kind ?? "missing"}', but only 'llama' and 'deci' are supported");

        var layers = values.Size($"{kind}.block_count");
        var queryHeads = values.Sizes($"{kind}.attention.head_count", layers);
        var keyValueHeads = values.Has($"{kind}.attention.head_count_kv") ? values.Sizes($"{kind}.attention.head_count_kv", layers) : queryHeads;
        var (heads, most) = (queryHeads.Max(), keyValueHeads.Max());
        if (most == 0 || heads % most != 0 || queryHeads.Zip(keyValueHeads).Any(layer => layer.First != layer.Second * (heads / most)))
            throw values.Error($"head_count {queryHeads} and head_count_kv {keyValueHeads} have no one ratio");
        var hidden = values.Size($"{kind}.embedding_length");
        var headSize = values.Has($"{kind}.attention.key_length") ? values.Size($"{kind}.attention.key_length") : hidden / heads;
        RefuseUnsupported(values, kind, headSize);
        var config = new LlamaConfig
        {
            HiddenSize = hidden,
            FeedForwardWidths = values.Sizes($"{kind}.feed_forward_length", layers),
            HeadCount = heads,
            KeyValueHeadCount = most,
            KeyValueHeads = keyValueHeads.All(count => count == most) ? [] : keyValueHeads,
            HeadSize = headSize,
            VocabularySize = (int)(file.Tensors.FirstOrDefault(tensor => tensor.Name == GgufNames.Of(TensorNames.Embedding))?.Shape[0]
                ?? throw values.Error("tensor 'token_embd.weight' is missing")),
            MaximumPositions = values.Size($"{kind}.context_length"),
            RmsNormEpsilon = Rounded(values.Number($"{kind}.attention.layer_norm_rms_epsilon")),
            RopeTheta = values.Has($"{kind}.rope.freq_base") ? Rounded(values.Number($"{kind}.rope.freq_base")) : 10000,
            TiedEmbeddings = file.Tensors.All(tensor => tensor.Name != GgufNames.Of(TensorNames.Head)),
            BeginOfSequenceId = values.Has("tokenizer.ggml.bos_token_id") ? values.Integer("tokenizer.ggml.bos_token_id", absent: 0) : null,
            EndOfSequenceIds = values.Has("tokenizer.ggml.eos_token_id") ? [values.Integer("tokenizer.ggml.eos_token_id", absent: 0)] : [],
        };
        return rotaryFactors is null ? config : config with { RopeScaling = Scaling(values, config, rotaryFactors) };
    }

    private static void RefuseUnsupported(GgufValues values, string kind, int headSize)
    {
        if (headSize % 2 != 0)
            throw values.Error($"a head has {headSize} channels, but rotary embedding needs pairs");
        if (values.Integer($"{kind}.rope.dimension_count", absent: headSize) is var rotated && rotated != headSize)
            throw values.Error($"{rotated} of {headSize} channels of a head are rotated, but only all are supported");
        if (values.Integer($"{kind}.attention.value_length", absent: headSize) is var length && length != headSize)
            throw values.Error($"values have {length} channels and keys {headSize}, but only equal ones are supported");
        if (values.Integer($"{kind}.expert_count", absent: 0) > 0)
            throw values.Error("the network is a mixture of experts, which is not supported");
        if (values.Text($"{kind}.rope.scaling.type") is { } type and not "none")
            throw values.Error($"rotary scaling of type '{type}' is not supported, only LLaMA 3's");
    }

    // The file has single precision: 1e-5, not 9.99999974737875e-06.
    private static double Rounded(double single) => double.Parse(((float)single).ToString(System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);

    private static RopeScaling Scaling(GgufValues values, LlamaConfig config, float[] factors)
    {
        var scaling = values.Text(ScalingKey) is { } own ? Parse(values, own) : RopeScaling.Published with { Factor = factors.Max() };
        for (var pair = 0; pair < factors.Length; pair++)
        {
            var frequency = 1 / Math.Pow(config.RopeTheta, 2.0 * pair / config.HeadSize);
            if (factors.Length != config.HeadSize / 2 || !(Math.Abs((frequency / scaling.Scale(frequency)) - factors[pair]) <= 1e-3 * factors[pair]))
                throw values.Error($"tensor '{GgufNames.RotaryFactors}' is not LLaMA 3's scaling (factor {scaling.Factor}), the only one supported");
        }

        return scaling;
    }

    private static RopeScaling Parse(GgufValues values, string json)
    {
        try
        {
            return JsonSerializer.Deserialize<RopeScaling>(json) ?? throw values.Error($"{ScalingKey} is empty");
        }
        catch (JsonException exception)
        {
            throw values.Error($"{ScalingKey} is damaged ({exception.Message})");
        }
    }
}
