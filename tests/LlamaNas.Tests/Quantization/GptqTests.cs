using LlamaNas.Checkpoints;
using LlamaNas.Quantization;
using LlamaNas.Tensors;
using LlamaNas.Tests.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Quantization;

public sealed class GptqTests
{
    public GptqTests() => NativeEngine.Load();

    public static TheoryData<LayerFormat, int> Formats { get; } = new()
    {
        { LayerFormat.Int4Groups, 32 },
        { LayerFormat.Int4Groups, 64 },
        { LayerFormat.Int8Groups, 32 },
        { LayerFormat.Int8, 32 },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void No_output_has_a_larger_error_on_the_calibration_inputs_than_with_the_nearest_levels(LayerFormat format, int groupSize)
    {
        using var scope = NewDisposeScope();
        var (weight, inputs) = Correlated(outputs: 20, inputs: 160);
        var grid = LevelGrid.Of(format, groupSize, 160);
        var scales = grid.Scales(weight);

        var (levels, newScales) = Gptq.Round(weight, inputs.t().matmul(inputs), grid);

        var expected = weight.matmul(inputs.t());
        var nearest = (grid.Real(grid.Nearest(weight, scales), scales).matmul(inputs.t()) - expected).Squared().sum(1);
        var error = (grid.Real(levels, newScales).matmul(inputs.t()) - expected).Squared().sum(1);
        Assert.True((error <= nearest.Times(1.001)).all().item<bool>());
        Assert.True(error.sum().item<float>() < 0.7 * nearest.sum().item<float>(), "correlated inputs let later ones make up for earlier ones");
    }

    [Fact]
    public void Inputs_that_never_vary_do_no_harm()
    {
        using var scope = NewDisposeScope();
        var weight = RandomTensors.Normal(1UL, [4, 64]);
        var grid = LevelGrid.Of(LayerFormat.Int4Groups, 32, 64);

        var (levels, scales) = Gptq.Round(weight, zeros(64, 64), grid);

        Assert.True(grid.Real(levels, scales).isfinite().all().item<bool>());
        Assert.True((grid.Real(levels, scales) - weight).abs().IsBelow(0.5).all().item<bool>());
    }

    private static (Tensor Weight, Tensor Inputs) Correlated(int outputs, int inputs)
    {
        using var generator = new Generator(5UL);
        var mixing = randn([inputs / 4, inputs], generator: generator);
        return (randn([outputs, inputs], generator: generator), randn([500, inputs / 4], generator: generator).matmul(mixing).PlusScaled(randn([500, inputs], generator: generator), 0.3));
    }
}
