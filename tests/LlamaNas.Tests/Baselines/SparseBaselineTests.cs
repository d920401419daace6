using LlamaNas.Baselines;
using LlamaNas.Measurement;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Baselines;

public sealed class SparseBaselineTests
{
    static SparseBaselineTests() => NativeEngine.Load();

    public static TheoryData<string> Names { get; } = [.. BaselineCatalog.All.OfType<SparseBaseline>().Select(baseline => baseline.Name)];

    [Fact]
    public void Wandas_score_is_the_weight_times_the_norm_of_its_input()
    {
        using var scope = NewDisposeScope();
        var (inputs, weight) = BaselineSubjects.Correlated(seed: 1, tokens: 20, inputs: 8, outputs: 4);

        var score = SparseWeights.WandaScore(weight, inputs.t().matmul(inputs));

        Assert.Equal(Math.Abs(weight[2, 3].item<float>()) * inputs.select(1, 3).norm().item<float>(), score[2, 3].item<float>(), 1e-3);
    }

    [Fact]
    public void Wanda_keeps_half_of_every_output()
    {
        using var scope = NewDisposeScope();
        var (inputs, weight) = BaselineSubjects.Correlated(seed: 2, tokens: 20, inputs: 8, outputs: 6);

        var sparse = SparseWeights.Wanda(weight, inputs.t().matmul(inputs), SparsityPattern.Half);

        Assert.All(sparse.DiffersFrom(0).sum(1).data<long>(), kept => Assert.Equal(4, kept));
    }

    [Theory]
    [InlineData(SparsityPattern.Half)]
    [InlineData(SparsityPattern.TwoOfFour)]
    public void Sparse_gpts_error_is_not_above_that_of_magnitude_or_wanda(object boxed)
    {
        var pattern = (SparsityPattern)boxed;
        using var scope = NewDisposeScope();
        var (inputs, weight) = BaselineSubjects.Correlated(seed: 3, tokens: 400, inputs: 160, outputs: 24);
        var gram = inputs.t().matmul(inputs);

        var error = SparseGptSolver.Error(weight, SparseGptSolver.Prune(weight, gram, pattern), gram);

        Assert.True(error < SparseGptSolver.Error(weight, SparseWeights.Magnitude(weight, gram, pattern), gram));
        Assert.True(error < SparseGptSolver.Error(weight, SparseWeights.Wanda(weight, gram, pattern), gram));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Of_every_four_neighbours_two_stay(string name)
    {
        using var network = TinyModels.Network();

        using var pruned = BaselineCatalog.Find([name]).Single().Prune(BaselineSubjects.Of(network), []).Last();
        using var scope = NewDisposeScope();

        Assert.Equal($"{name}-2:4", pruned.Method);
        Assert.All(pruned.Masks.Keys, weight => Assert.True(pruned.Network.Parameters[weight].DiffersFrom(0).reshape(-1, 4).sum(1).IsAtMost(2).all().item<bool>()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Stored_bytes_count_values_and_mask(string name)
    {
        using var network = TinyModels.Network();
        var matrices = 3L * ((2 * 16 * 16) + (2 * 8 * 16) + (3 * 24 * 16));
        var dense = ParameterCount.Of(network.Config) - matrices;

        using var half = BaselineCatalog.Find([name]).Single().Prune(BaselineSubjects.Of(network), []).First();

        Assert.Equal(dense + (matrices / 2), half.Parameters);
        Assert.Equal((2 * dense) + matrices + (matrices / 8), half.Bytes);
    }

    [Fact]
    public void Two_bits_name_the_place_of_each_value_of_four() => Assert.Equal((2 * 8) + 2, SparsityMasks.Bytes(places: 16, kept: 8, SparsityPattern.TwoOfFour));
}
