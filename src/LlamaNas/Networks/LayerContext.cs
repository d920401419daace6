using TorchSharp;

namespace LlamaNas.Networks;

/// <summary>What all layers of one forward pass share.</summary>
/// <param name="Pattern">Which tokens see which.</param>
/// <param name="Fused">Whether layers run in their fused form.</param>
/// <param name="Cosines">Rotary cosines: <c>[tokens, 1, headSize]</c> in the compute type; fused, FP32 <c>[tokens, headSize / 2]</c>.</param>
/// <param name="Sines">As <paramref name="Cosines"/>.</param>
/// <param name="HeadSize">Channels per head.</param>
/// <param name="Epsilon">Epsilon of the RMS norms.</param>
/// <param name="ObserveChannels">Shown each layer's ordinal and feed-forward channels, <c>[tokens, width]</c>; usually null.</param>
/// <param name="Wanted">int64 <c>[n]</c>: the tokens whose residual stream is wanted after the layer; null for all.</param>
internal readonly record struct LayerContext(
    AttentionPattern Pattern, bool Fused, torch.Tensor Cosines, torch.Tensor Sines, int HeadSize, double Epsilon,
    Action<int, torch.Tensor>? ObserveChannels = null, torch.Tensor? Wanted = null)
{
    /// <summary>The wanted rows of a tensor that has one for each token.</summary>
    public torch.Tensor Select(torch.Tensor rows) => Wanted is null ? rows : rows.index_select(0, Wanted);
}
