using TorchSharp;

namespace LlamaNas.Networks;

/// <summary>Activations in the form that a layer's linear maps read; made once, read by several.</summary>
/// <param name="Values"><c>[tokens, inputs]</c>: BF16, or INT8.</param>
/// <param name="Scales">FP32 <c>[tokens]</c>, one scale a token, where the values are INT8; else null.</param>
internal readonly record struct LinearInput(torch.Tensor Values, torch.Tensor? Scales = null);
