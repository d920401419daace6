using System.Text.Json;
using LlamaNas.Pipelines;

namespace LlamaNas.Tests.Pipelines;

public sealed class ComparisonVerdictTests
{
    private static readonly ComparisonRow Baseline = ComparisonRows.Of("flap", 80, tuned: false, ComparisonRows.Right(30, 100));

    private static readonly ComparisonRow[] Rows =
    [
        Baseline,
        ComparisonRows.Of("ours:arc_easy", 95, tuned: true, ComparisonRows.Right(90, 100)),
        ComparisonRows.Of("ours:arc_easy", 78, tuned: true, ComparisonRows.Right(50, 100)),
        ComparisonRows.Of("ours:arc_easy", 60, tuned: true, ComparisonRows.Right(40, 100)),
        ComparisonRows.Of("ours:winogrande", 80, tuned: true, ComparisonRows.Right(10, 100)),
        ComparisonRows.Of("ours-base:arc_easy", 79, tuned: false, ComparisonRows.Right(30, 100)),
    ];

    [Fact]
    public void A_network_that_was_trained_on_is_that_of_the_same_weights()
    {
        ComparisonRow[] rows =
        [
            ComparisonRows.Of("ours-tuned:arc_easy", 78, tuned: true, 0) with { Weights = "first" },
            ComparisonRows.Of("ours-tuned:arc_easy", 78, tuned: true, 1) with { Weights = "second" },
            ComparisonRows.Of("ours:arc_easy", 78, tuned: true, 1) with { Weights = "second" },
        ];

        Assert.Same(rows[1], ComparisonVerdict.Nearest(rows, Baseline, "arc_easy", "ours-tuned", tuned: true));
    }

    [Fact]
    public void A_baseline_meets_our_largest_network_of_that_task_that_is_not_larger()
    {
        var verdict = ComparisonVerdict.Of(Rows, Baseline, "arc_easy", "ours", tuned: true);

        Assert.Equal(78, verdict!.Ours.Parameters);
        Assert.Equal(0.2, verdict.Difference.Estimate, 1e-9);
        Assert.True(verdict.Won);
    }

    [Fact]
    public void Equal_outcomes_are_neither_won_nor_lost()
    {
        var verdict = ComparisonVerdict.Of(Rows, Baseline, "arc_easy", "ours-base", tuned: false);

        Assert.False(verdict!.Won || verdict.Lost);
    }

    [Fact]
    public void A_perplexity_is_compared_by_the_likelihood_of_a_token()
    {
        var baseline = Baseline with { Scores = Text(50, -300, -500, -400) };
        var ours = ComparisonRows.Of("ours:arc_easy", 78, tuned: true, 1) with { Scores = Text(25, -270, -430, -287) };

        var verdict = ComparisonVerdict.Of([baseline, ours], baseline, "wikitext_tokens", "ours", tuned: true);

        Assert.True(verdict!.Won);
        Assert.Equal(0.5, Math.Exp(-verdict.Difference.Estimate), 1e-6);
        Assert.Contains("**x 0.5 [", ComparisonReport.Markdown([baseline, ours]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_smaller_than_all_of_ours_meets_nothing() =>
        Assert.Null(ComparisonVerdict.Of(Rows, Baseline with { Bytes = 100 }, "arc_easy", "ours", tuned: true));

    [Fact]
    public void A_smaller_network_that_was_trained_on_does_not_stand_in_for_the_nearest_one_that_was_not()
    {
        var small = ComparisonRows.Of("ours-tuned:arc_easy", 60, tuned: true, ComparisonRows.Right(45, 100));
        var nearest = ComparisonRows.Of("ours-tuned:arc_easy", 78, tuned: true, ComparisonRows.Right(55, 100));

        Assert.Null(ComparisonVerdict.Of([.. Rows, small], Baseline, "arc_easy", "ours-tuned", tuned: true));
        Assert.Equal(78, ComparisonVerdict.Of([.. Rows, small, nearest], Baseline, "arc_easy", "ours-tuned", tuned: true)!.Ours.Parameters);
    }

    [Fact]
    public void Json_has_what_reports_read()
    {
        var row = JsonDocument.Parse(ComparisonReport.Json([Baseline])).RootElement[0];

        Assert.Equal(("flap", 0.2, 80, 160), (
            row.GetProperty("method").GetString(), row.GetProperty("reduction").GetDouble(), row.GetProperty("parameters").GetInt64(), row.GetProperty("bytes").GetInt64()));
        Assert.Equal((false, 1.5), (row.GetProperty("tuned").GetBoolean(), row.GetProperty("seconds").GetDouble()));
        var score = row.GetProperty("accuracy").GetProperty("arc_easy");
        Assert.Equal((0.3, 0.1, 100), (score.GetProperty("acc").GetDouble(), score.GetProperty("stderr").GetDouble(), score.GetProperty("documents").GetInt32()));
        Assert.False(row.GetProperty("accuracy").TryGetProperty("wikitext_tokens", out _));
        Assert.Equal(31.5, row.GetProperty("perplexity").GetProperty("wikitext_tokens").GetDouble());
    }

    [Fact]
    public void Markdown_counts_what_is_won()
    {
        var text = ComparisonReport.Markdown(Rows);

        Assert.Contains("Of 2 comparisons ours is better in 1, worse in 0", text, StringComparison.Ordinal);
        Assert.Contains("**+20.0 [", text, StringComparison.Ordinal);
    }

    private static Dictionary<string, ComparisonScore> Text(double perplexity, params float[] logLikelihoods) =>
        new() { ["wikitext_tokens"] = new("token_perplexity", perplexity, double.NaN, [.. logLikelihoods]) };
}
