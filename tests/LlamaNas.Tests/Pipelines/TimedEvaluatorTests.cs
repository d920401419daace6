using System.Diagnostics;
using System.Runtime.CompilerServices;
using LlamaNas.Pipelines;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Pipelines;

public sealed class TimedEvaluatorTests
{
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(30);

    [Fact]
    public async Task Evaluation_counts_and_what_is_done_between_its_results_does_not()
    {
        var evaluator = new TimedEvaluator(new Slow());
        var cancellationToken = TestContext.Current.CancellationToken;
        var started = Stopwatch.GetTimestamp();
        await foreach (var _ in evaluator.EvaluateAsync([SmallNetwork, SmallNetwork], cancellationToken))
            await Task.Delay(10 * Work, cancellationToken);

        Assert.InRange(evaluator.Elapsed, 1.8 * Work, Stopwatch.GetElapsedTime(started) - (19 * Work));
    }

    [Fact]
    public void A_search_of_ten_seconds_with_nine_and_a_half_of_evaluation_took_a_twentieth_itself()
    {
        Assert.Equal(0.05, new SearchTime(10, 9.5).OwnShare, 1e-9);
        Assert.Equal("the search itself took 0.5 s, 5.0 %", new SearchTime(10, 9.5).ToString());
        Assert.Equal(0, new SearchTime(0, 0).OwnShare);
    }

    private static SubNetwork SmallNetwork => SubNetworkJson.Parse("""{"layers":[0],"ffn_widths":[8]}""");

    private sealed class Slow : ICandidateEvaluator
    {
        public EquatableArray<Objective> Objectives => [];

        public double Exact(Objective objective, SubNetwork subNetwork) => 0;

        public async IAsyncEnumerable<Candidate> EvaluateAsync(
            IReadOnlyList<SubNetwork> subNetworks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var subNetwork in subNetworks)
            {
                await Task.Delay(Work, cancellationToken);
                yield return new Candidate(subNetwork, []);
            }
        }
    }
}
