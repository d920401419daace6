using TorchSharp;
using static TorchSharp.torch;

namespace LlamaNas.Tensors;

/// <summary>ATen operations that TorchSharp does not bind, reached through constant TorchScript functions (each is covered by a test).</summary>
internal static class TorchScripts
{
    private static readonly Lazy<jit.CompilationUnit> Functions = new(() => jit.compile(
        """
        def rms_norm(x: Tensor, weight: Tensor, epsilon: float) -> Tensor:
            return torch.rms_norm(x, [x.size(-1)], weight, epsilon)

        def int8_product(x: Tensor, weight: Tensor) -> Tensor:
            return torch._int_mm(x, weight)

        """));

    /// <summary>x / sqrt(mean(x^2) + epsilon) * weight over the last axis, in x's type.</summary>
    /// <remarks>A bare double would become a native scalar that nothing keeps alive, and that the collector may free during the call.</remarks>
    public static Tensor RmsNorm(Tensor x, Tensor weight, double epsilon)
    {
        using var scalar = epsilon.ToScalar();
        return Functions.Value.invoke<Tensor>("rms_norm", x, weight, scalar);
    }

    /// <summary>Product of INT8 matrices with INT32 sums: <c>[m, k] x [k, n] -> [m, n]</c>.</summary>
    public static Tensor Int8Product(Tensor x, Tensor weight) => Functions.Value.invoke<Tensor>("int8_product", x, weight);
}
