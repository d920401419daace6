using LlamaNas.Cli;
using LlamaNas.Pipelines;
using LlamaNas.Search;
using LlamaNas.Spaces;
using LlamaNas.Tests.Reports;

namespace LlamaNas.Tests.Cli;

public sealed class FrontViewTests
{
    private static readonly FrontChanged Changed = new(
        SampleReport.Objectives, [.. Enumerable.Range(1, 30).Select(step => new Candidate(new SubNetwork { Layers = [0, 1], FeedForwardWidths = [8, 8] }, [step / 60.0, step * 1e6]))],
        Evaluations: 45, Hypervolume: 0.38481);

    [Fact]
    public void A_terminal_shows_a_spread_of_the_front_with_its_ends()
    {
        var lines = FrontView.Lines(Changed, mostRows: 5);

        Assert.Equal("  front after 45 networks: 30 networks, hypervolume 0.3848", lines[0]);
        Assert.Equal(2 + 5, lines.Count);
        Assert.Contains("1.7 %", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("30.00 M       2  " + new string('▇', 30), lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Elsewhere_the_ends_stand_in_one_line() =>
        Assert.Equal("  front after 45 networks: 30 networks, hypervolume 0.3848, from 1.7 % 1.00 M to 50.0 % 30.00 M", FrontView.Line(Changed));

    [Fact]
    public void An_empty_front_has_no_ends() =>
        Assert.Equal("  front after 45 networks: 0 networks, hypervolume 0.3848", FrontView.Line(Changed with { Front = [] }));
}
