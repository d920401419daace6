using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Tensors;

public sealed class TorchScriptsTests
{
    public TorchScriptsTests() => NativeEngine.Load();

    [Fact]
    public void Rms_norm_divides_by_the_root_mean_square()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        var (x, weight) = (randn([4, 6], generator: generator), randn([6], generator: generator));

        var expected = x / x.Squared().mean([1], keepdim: true).Plus(0.5).sqrt() * weight;

        Assert.True(TorchScripts.RmsNorm(x, weight, 0.5).allclose(expected, atol: 1e-6));
    }

    [Fact]
    public void Int8_products_are_summed_exactly()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        var (x, weight) = (randint(-127, 128, [24, 64], int8, generator: generator), randint(-127, 128, [64, 40], int8, generator: generator));

        var expected = x.to(float64).matmul(weight.to(float64)).to(int32);

        Assert.True(TorchScripts.Int8Product(x, weight).equal(expected).all().item<bool>());
    }

    [Fact]
    public void A_collection_during_the_call_does_no_harm()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (ones([8, 16]), ones([16]));
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                for (var garbage = 0; garbage < 1000; garbage++)
                    _ = new byte[1024];
            }
        });
        collector.Start();
        for (var call = 0; call < 3000; call++)
        {
            using var inner = NewDisposeScope();
            Assert.Equal(1 / MathF.Sqrt(1.5f), TorchScripts.RmsNorm(x, weight, 0.5)[0, 0].item<float>(), 1e-6f);
        }

        stop.Cancel();
        collector.Join();
    }
}
