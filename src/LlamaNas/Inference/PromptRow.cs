using LlamaNas.Networks;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Inference;

/// <summary>A whole prompt, which fills a row of a generation cache.</summary>
internal sealed class PromptRow(GenerationCache cache, int row, int tokens, Device device) : AttentionPattern
{
    /// <inheritdoc/>
    public override Tensor Positions { get; } = TensorArithmetic.Counting(0, tokens, int64, device);

    /// <inheritdoc/>
    public override Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        using var scope = NewDisposeScope();
        cache.Fill(layer, row, Heads(key), Heads(value));
        return Causal(Heads(query), Heads(key), Heads(value)).transpose(1, 2).reshape(query.shape).MoveToOuterDisposeScope();
    }

    // [tokens, heads, headSize] -> [1, heads, tokens, headSize]
    private static Tensor Heads(Tensor flat) => flat.unsqueeze(0).transpose(1, 2);
}
