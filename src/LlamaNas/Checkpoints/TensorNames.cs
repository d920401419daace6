using System.Globalization;

namespace LlamaNas.Checkpoints;

/// <summary>Names of a LLaMA checkpoint's tensors, as Hugging Face writes them.</summary>
public static class TensorNames
{
    private const string LayerPrefix = "model.layers.";

    /// <summary>Token embedding, <c>[vocabulary, hidden]</c>.</summary>
    public const string Embedding = "model.embed_tokens.weight";

    /// <summary>Norm before the output projection, <c>[hidden]</c>.</summary>
    public const string FinalNorm = "model.norm.weight";

    /// <summary>Output projection of untied networks, <c>[vocabulary, hidden]</c>.</summary>
    public const string Head = "lm_head.weight";

    /// <summary>Norm before attention, <c>[hidden]</c>.</summary>
    public const string InputNorm = "input_layernorm.weight";

    /// <summary>Query projection, <c>[heads * headSize, hidden]</c>.</summary>
    public const string Query = "self_attn.q_proj.weight";

    /// <summary>Key projection, <c>[keyValueHeads * headSize, hidden]</c>.</summary>
    public const string Key = "self_attn.k_proj.weight";

    /// <summary>Value projection, <c>[keyValueHeads * headSize, hidden]</c>.</summary>
    public const string Value = "self_attn.v_proj.weight";

    /// <summary>Attention output projection, <c>[hidden, heads * headSize]</c>.</summary>
    public const string Output = "self_attn.o_proj.weight";

    /// <summary>Norm before the feed-forward block, <c>[hidden]</c>.</summary>
    public const string PostAttentionNorm = "post_attention_layernorm.weight";

    /// <summary>Gate of the feed-forward block, <c>[intermediate, hidden]</c>.</summary>
    public const string Gate = "mlp.gate_proj.weight";

    /// <summary>Up projection of the feed-forward block, <c>[intermediate, hidden]</c>.</summary>
    public const string Up = "mlp.up_proj.weight";

    /// <summary>Down projection of the feed-forward block, <c>[hidden, intermediate]</c>.</summary>
    public const string Down = "mlp.down_proj.weight";

    /// <summary>Full name of a decoder layer's tensor, e.g. <c>model.layers.3.mlp.up_proj.weight</c>.</summary>
    /// <param name="layer">0-based layer.</param>
    /// <param name="part">One of the constants above.</param>
    public static string Layer(int layer, string part) => $"{LayerPrefix}{layer}.{part}";

    /// <summary>Takes a decoder layer's tensor name apart.</summary>
    /// <param name="name">Full name.</param>
    /// <param name="layer">0-based layer.</param>
    /// <param name="part">One of the constants above.</param>
    /// <returns>False where the name belongs to no layer.</returns>
    public static bool TryParseLayer(string name, out int layer, out string part)
    {
        (layer, part) = (-1, "");
        if (!name.StartsWith(LayerPrefix, StringComparison.Ordinal) || name.IndexOf('.', LayerPrefix.Length) is not (> 0 and var dot))
            return false;

        part = name[(dot + 1)..];
        return int.TryParse(name.AsSpan(LayerPrefix.Length, dot - LayerPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out layer);
    }
}
