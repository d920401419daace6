using System.Globalization;

namespace LlamaNas.Checkpoints.Gguf;

/// <summary>Names of a LLaMA network's tensors in llama.cpp and in Hugging Face's checkpoints.</summary>
internal static class GgufNames
{
    /// <summary>Divisors of the rotary frequencies, of networks with LLaMA 3's scaling.</summary>
    public const string RotaryFactors = "rope_freqs.weight";

    private static readonly (string Own, string Other)[] Whole =
    [
        (TensorNames.Embedding, "token_embd.weight"), (TensorNames.FinalNorm, "output_norm.weight"), (TensorNames.Head, "output.weight"),
    ];

    private static readonly (string Own, string Other)[] Parts =
    [
        (TensorNames.InputNorm, "attn_norm.weight"), (TensorNames.Query, "attn_q.weight"), (TensorNames.Key, "attn_k.weight"),
        (TensorNames.Value, "attn_v.weight"), (TensorNames.Output, "attn_output.weight"), (TensorNames.PostAttentionNorm, "ffn_norm.weight"),
        (TensorNames.Gate, "ffn_gate.weight"), (TensorNames.Up, "ffn_up.weight"), (TensorNames.Down, "ffn_down.weight"),
    ];

    /// <summary>llama.cpp's name of a tensor.</summary>
    public static string Of(string name) => TensorNames.TryParseLayer(name, out var layer, out var part)
        ? $"blk.{layer}.{Parts.Single(pair => pair.Own == part).Other}"
        : Whole.Single(pair => pair.Own == name).Other;

    /// <summary>Hugging Face's name of a tensor; null where a LLaMA network has none such.</summary>
    public static string? Parse(string name)
    {
        if (Whole.FirstOrDefault(pair => pair.Other == name) is { Own: { } whole })
            return whole;
        return name.Split('.', 3) is ["blk", var layer, var part] && int.TryParse(layer, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && Parts.FirstOrDefault(pair => pair.Other == part) is { Own: { } own }
            ? TensorNames.Layer(number, own)
            : null;
    }
}
