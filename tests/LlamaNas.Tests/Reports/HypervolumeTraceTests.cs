using LlamaNas.Reports;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Reports;

public sealed class HypervolumeTraceTests
{
    [Fact]
    public void The_last_value_is_the_hypervolume_of_the_whole_front()
    {
        CandidateEvaluated[] evaluated = [Evaluated(1, 0.5, 100), Evaluated(2, 0.2, 40), Evaluated(3, 0.1, 60), Evaluated(4, 0.4, 50)];

        var trace = HypervolumeTrace.Of([("arc", SampleReport.Objectives, evaluated)]).Single();

        Assert.Equal(ParetoFront.Hypervolume([.. evaluated.Select(item => item.Candidate)], SampleReport.Objectives), trace.Values[^1], 12);
        Assert.Equal(trace.Values[1], trace.Values[2]);
        Assert.Equal(trace.Values.Order(), trace.Values);
    }

    [Fact]
    public void Runs_of_the_same_problem_share_their_bounds()
    {
        CandidateEvaluated[] narrow = [Evaluated(1, 0.5, 100), Evaluated(2, 0.4, 90)], wide = [Evaluated(1, 0.5, 100), Evaluated(2, 0.4, 10)];

        var together = HypervolumeTrace.Of([("arc", SampleReport.Objectives, narrow), ("arc", SampleReport.Objectives, wide)]);
        var apart = HypervolumeTrace.Of([("arc", SampleReport.Objectives, narrow), ("piqa", SampleReport.Objectives, wide)]);

        Assert.True(together[0].Values[^1] < together[1].Values[^1]);
        Assert.Equal(apart[1].Values, together[1].Values);
        Assert.NotEqual(apart[0].Values, together[0].Values);
    }

    [Fact]
    public void A_network_that_a_race_stopped_adds_nothing()
    {
        var stopped = Evaluated(2, 0.9, 10);
        stopped = stopped with { Candidate = stopped.Candidate with { SamplingErrors = [0.1, 0] } };

        var trace = HypervolumeTrace.Of([("arc", SampleReport.Objectives, [Evaluated(1, 0.5, 100), stopped])]).Single();

        Assert.Equal(trace.Values[0], trace.Values[1]);
    }

    [Fact]
    public void A_run_without_networks_has_no_values() =>
        Assert.Empty(HypervolumeTrace.Of([("arc", SampleReport.Objectives, [])]).Single().Values);

    private static CandidateEvaluated Evaluated(int number, double accuracy, double parameters) =>
        new(new Candidate(new SubNetwork { Layers = [number], FeedForwardWidths = [8] }, [accuracy, parameters]), number, number / 2);
}
