using LlamaNas.Baselines;
using LlamaNas.Networks;
using LlamaNas.Tensors;

namespace LlamaNas.Tests.Baselines;

public sealed class EvoPressTests
{
    static EvoPressTests() => NativeEngine.Load();

    [Fact]
    public void Evo_press_keeps_the_parameters_and_never_ends_worse_than_it_began()
    {
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);

        using var start = new EvoPress(generations: 0).Prune(subject, [0.3]).Single();
        using var end = new EvoPress(generations: 6, offspring: 6).Prune(subject, [0.3]).Single();

        Assert.Equal(start.Parameters, end.Parameters);
        Assert.True(subject.Calibration.Losses(network, [end.SubNetwork])[0] <= subject.Calibration.Losses(network, [start.SubNetwork])[0]);
    }

    [Fact]
    public void A_mutation_keeps_the_number_of_blocks_of_each_kind()
    {
        var full = NetworkPlan.Full(TinyModels.Config);
        var plan = full.With(0, new LayerPlan(0, 24)).With(2, new LayerPlan(2, 0));

        var mutants = Enumerable.Range(0, 50).Select(seed => EvoPress.Mutate(plan, full, new Random(seed))).ToArray();

        Assert.All(mutants, mutant => Assert.Equal((2, 2), (mutant.Layers.Count(layer => layer.KeyValueHeads == 2), mutant.Layers.Count(layer => layer.FeedForwardWidth == 24))));
        Assert.True(mutants.Distinct().Count() > 3);
    }

    [Fact]
    public void The_first_parent_is_the_best_of_its_random_rivals_on_the_first_quarter_of_the_text()
    {
        using var network = SuperNetwork.Random(TinyModels.Config with { FeedForwardWidths = [.. Enumerable.Repeat(24, 8)] }, seed: 1);
        var subject = BaselineSubjects.Of(network);

        var losses = Enumerable.Range(1, 12).Select(starts =>
        {
            using var first = new EvoPress(generations: 0, starts: starts).Prune(subject, [0.3]).Single();
            return subject.Calibration.QuickLosses(network, [first.SubNetwork])[0];
        }).ToArray();

        Assert.Equal(losses.OrderDescending(), losses);     // a further rival only ever helps
        Assert.True(losses[^1] < losses[0]);
    }

    [Fact]
    public void The_same_seed_evolves_the_same_network()
    {
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);

        using var first = new EvoPress(generations: 3, offspring: 4).Prune(subject, [0.3]).Single();
        using var second = new EvoPress(generations: 3, offspring: 4).Prune(subject, [0.3]).Single();

        Assert.Equal(first.SubNetwork, second.SubNetwork);
    }
}
