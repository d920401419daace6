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
internal readonly record struct LayerContext(
    AttentionPattern Pattern, bool Fused, torch.Tensor Cosines, torch.Tensor Sines, int HeadSize, double Epsilon,
    Action<int, torch.Tensor>? ObserveChannels = null);
