using TorchSharp;

namespace LlamaNas.Networks;

/// <summary>A linear map without bias: dense floating-point weights, or quantized ones.</summary>
internal interface ILinear
{
    /// <summary><c>[tokens, inputs] -> [tokens, outputs]</c>, in the type of the input.</summary>
    torch.Tensor Apply(torch.Tensor input);

    /// <summary>The same map cut to its first outputs; shares the weights. Owned by the caller's scope.</summary>
    ILinear FirstOutputs(int count);

    /// <summary>The same map cut to its first inputs; shares the weights. Owned by the caller's scope.</summary>
    ILinear FirstInputs(int count);
}
