using LlamaNas.Tensors.Kernels;
using LlamaNas.Training;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Tensors.Kernels;

public sealed class AdamWKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(1003)]
    public void One_pass_agrees_with_single_operations(int count)
    {
        LlamaNas.Tensors.NativeEngine.Load();
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        Tensor[] state = [.. Enumerable.Range(0, 4).Select(_ => randn(count, generator: generator))];   // weights, gradient, both moments
        state[3].abs_();
        Tensor[] expected = [.. state.Select(tensor => tensor.clone())];
        var update = new AdamWUpdate(GradientScale: 0.5f, 0.9f, 0.99f, Rate: 0.01f, DeviationScale: 1.7f, 1e-8f, Shrink: 0.98f);

        AdamWKernel.Apply(state[0].Float32Span(), state[1].Float32Span(), state[2].Float32Span(), state[3].Float32Span(), update);
        AdamW.ByOperations(expected[0], expected[1], expected[2], expected[3], update);

        Assert.All(state.Zip(expected), pair => Assert.True(pair.First.allclose(pair.Second, rtol: 1e-5, atol: 1e-6)));
    }
}
