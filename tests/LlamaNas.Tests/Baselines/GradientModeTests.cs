using LlamaNas.Baselines;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Baselines;

/// <summary>Networks are trained while a method is being asked for the next one.</summary>
public sealed class GradientModeTests
{
    static GradientModeTests() => NativeEngine.Load();

    [Theory]
    [InlineData("shortgpt")]
    [InlineData("uniform-importance")]
    [InlineData("flap")]
    [InlineData("slicegpt")]
    [InlineData("sparsegpt")]
    public void A_method_leaves_gradients_on_between_its_networks(string method)
    {
        using var network = TinyModels.Network();
        foreach (var pruned in BaselineCatalog.Find([method]).Single().Prune(BaselineSubjects.Of(network), [0.1, 0.2]))
        {
            using (pruned)
                Assert.True(is_grad_enabled());
        }
    }
}
