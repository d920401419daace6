using LlamaNas.Spaces;
using LlamaNas.Training;

namespace LlamaNas.Tests.Training;

public sealed class SubNetworkScheduleTests
{
    private static readonly SearchSpace Space = SearchSpace.Parse("layers: {free: all, minimum: 2}\nffn_widths: [8, 16, 24]", TinyModels.Config);
    private static readonly SubNetwork Full = SubNetwork.Full(TinyModels.Config);

    [Fact]
    public void A_sandwich_holds_the_full_the_smallest_and_as_many_random_networks_as_asked()
    {
        var networks = Schedule(new FineTuningOptions { Strategy = SubNetworkStrategy.Sandwich, RandomPerStep = 3 }).At(17);

        Assert.Equal(5, networks.Count);
        Assert.Equal([Full, Space.Smallest], networks.Take(2));
        Assert.All(networks, network => Assert.True(Space.Contains(network)));
    }

    [Theory]
    [InlineData(SubNetworkSampling.Uniform)]
    [InlineData(SubNetworkSampling.SizeSpread)]
    public void A_step_has_the_same_networks_whatever_was_asked_before(SubNetworkSampling sampling)
    {
        var options = new FineTuningOptions { Strategy = SubNetworkStrategy.Sandwich, RandomPerStep = 2, Sampling = sampling };
        var used = Schedule(options);
        for (var step = 0; step < 5; step++)
            used.At(step);

        Assert.Equal(Schedule(options).At(5), used.At(5));
        Assert.NotEqual(Schedule(options with { Seed = 43 }).At(5), used.At(5));
    }

    [Fact]
    public void Spread_sampling_reaches_sizes_that_uniform_sampling_hardly_ever_draws()
    {
        var model = TinyModels.Config with { FeedForwardWidths = [.. Enumerable.Repeat(24, 30)] };
        var space = SearchSpace.Parse("ffn_widths: [8, 16, 24]", model);

        Assert.InRange(Deviation(space, SubNetworkSampling.SizeSpread) / Deviation(space, SubNetworkSampling.Uniform), 2.5, 6);
    }

    [Fact]
    public void Spread_sampling_stays_in_the_space()
    {
        var random = new Random(1);

        Assert.All(Enumerable.Range(0, 200), _ => Assert.True(Space.Contains(SubNetworkSampler.Sample(Space, SubNetworkSampling.SizeSpread, random))));
    }

    [Theory]
    [InlineData(SubNetworkStrategy.RandomOnly)]
    [InlineData(SubNetworkStrategy.Alternate)]
    public void Known_networks_take_the_place_of_random_ones(SubNetworkStrategy strategy)
    {
        EquatableArray<SubNetwork> known = [Space.Smallest, Full with { FeedForwardWidths = [.. Full.FeedForwardWidths.Select(_ => 16)] }];
        var schedule = new SubNetworkSchedule(Full, Space, new FineTuningOptions { Strategy = strategy }, known);
        SubNetwork[] trained = [.. Enumerable.Range(0, 60).Select(step => schedule.At(step).Single())];

        Assert.Equal(known.ToHashSet(), trained.Where(network => network != Full).ToHashSet());
        Assert.Equal(strategy == SubNetworkStrategy.Alternate ? 30 : 0, trained.Count(network => network == Full));
    }

    private static double Deviation(SearchSpace space, SubNetworkSampling sampling)
    {
        var random = new Random(1);
        double[] sizes = [.. Enumerable.Range(0, 400).Select(_ => (double)SubNetworkSampler.Sample(space, sampling, random).FeedForwardWidths.Sum())];
        return LlamaNas.Statistics.Moments.StandardDeviation(sizes);
    }

    private static SubNetworkSchedule Schedule(FineTuningOptions options) => new(Full, Space, options);
}
