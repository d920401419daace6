using System.Text.Json;
using LlamaNas.Evaluation;
using LlamaNas.Pipelines;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Pipelines;

public sealed class FrontAnalysisTests : IDisposable
{
    private static readonly SubNetwork Full = InventedSearch.Network(12, 12), Large = InventedSearch.Network(12, 8), Middle = InventedSearch.Network(8, 8), Small = InventedSearch.Network(8, 4), Tiny = InventedSearch.Network(4, 4);
    private readonly TemporaryFolder _folder = new();
    private readonly InventedSearch _first, _second;

    public FrontAnalysisTests() => (_first, _second) = (new InventedSearch(_folder["a.db"], "arc_easy"), new InventedSearch(_folder["b.db"], "winogrande"));

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Tau_is_that_of_the_networks_scored_on_both_tasks()
    {
        Candidates(_first, "1111100000", "1111000000", "1110000000", "1100000000", "1000000000");
        Candidates(_second, "1111100000", "1110000000", "1111000000", "1100000000", "1000000000").Candidate(InventedSearch.Network(4, 8), "1111111111");

        var correlation = Assert.Single(Analysis().Correlations);

        Assert.Equal((5, 0.8), (correlation.Networks, Math.Round(correlation.Tau, 9)));
        Assert.InRange(correlation.PValue, 0.02, 0.2);
    }

    [Fact]
    public void The_front_over_all_tasks_holds_the_networks_scored_on_all_that_no_smaller_one_equals()
    {
        _first.Candidate(Large, "1111").Candidate(Middle, "0000").Candidate(Small, "1100").Candidate(Tiny, "1000").Candidate(Full, "1111");
        _second.Candidate(Large, "1110").Candidate(Middle, "1111").Candidate(Small, "1100").Candidate(Tiny, "0000");

        Assert.Equal(
            [(Tiny, InventedSearch.Parameters(Tiny), 0.125), (Small, InventedSearch.Parameters(Small), 0.5), (Large, InventedSearch.Parameters(Large), 0.875)],
            Analysis().Everything);
    }

    [Fact]
    public void The_knee_is_where_more_parameters_bring_little()
    {
        _first.Candidate(Full, "1111111110").Candidate(Large, "0000000000").Candidate(Small, "1111111100").Candidate(Tiny, "1000000000");

        var task = Assert.Single(FrontAnalysis.Of([_first.Read()]).Tasks);

        Assert.Equal((4, 3, Small, InventedSearch.Parameters(Small), 0.8), (task.Candidates, task.Front, task.Knee, task.KneeParameters, Math.Round(task.KneeAccuracy, 6)));
    }

    [Fact]
    public void A_transferred_front_meets_the_largest_own_members_that_are_not_larger()
    {
        Transfer();

        var transfer = Assert.Single(Analysis().Transfers, transfer => transfer is { From: "arc_easy", To: "winogrande" });

        Assert.Equal((2, 0.3125, -0.6875), (transfer.Members, transfer.Accuracy, transfer.Loss.Estimate));
        var own = transfer.AgainstOwn!;
        Assert.Equal((2, -0.1875), (own.Pairs, own.Difference.Estimate));
        Assert.Equal(1 - (Share(Middle, Large) + Share(Tiny, Small)) / 2, own.Smaller, 12);
        Assert.InRange(own.Difference.Estimate, own.Difference.Lower, own.Difference.Upper);
        Assert.InRange(own.PValue, 0.05, 1);

        static double Share(SubNetwork own, SubNetwork member) => (double)InventedSearch.Parameters(own) / InventedSearch.Parameters(member);
    }

    [Fact]
    public void A_member_whose_counterpart_is_not_scored_makes_no_pair_and_no_front_meets_itself()
    {
        _first.Candidate(Large, "1111").Candidate(Small, "1100");
        _second.Candidate(Middle, "1111").Candidate(Tiny, "1000").Test(Full, "1111").Test(Large, "1100").Test(Small, "1000").Test(Tiny, "0001");

        var transfers = Analysis().Transfers;

        Assert.Equal((1, 0.0), (transfers[0].AgainstOwn!.Pairs, transfers[0].AgainstOwn!.Difference.Estimate));
        Assert.Equal(("winogrande", "winogrande", null), (transfers[1].From, transfers[1].To, transfers[1].AgainstOwn));
        Assert.Equal(2, transfers.Count);
    }

    [Fact]
    public void A_front_of_larger_networks_only_has_no_counterpart()
    {
        _second.Candidate(Large, "1111");

        Assert.Equal(Large, EqualSizeComparison.Counterpart(_second.Read(), Full));
        Assert.Null(EqualSizeComparison.Counterpart(_second.Read(), Middle));
    }

    [Fact]
    public void What_a_transfer_needs_is_the_full_network_every_front_and_the_own_counterparts()
    {
        Transfer();
        SearchedTask[] searches = [_first.Read(), _second.Read()];

        Assert.Equal([Full, Large, Small, Middle, Tiny], TransferScoring.Networks(searches, searches[1], members: 5));
        Assert.Equal([Full, Large, Middle], TransferScoring.Networks(searches, searches[1], members: 1));
    }

    [Fact]
    public void Documents_are_split_and_prompted_as_the_search_did()
    {
        static RunSettings Settings(params (string Name, string Value)[] values) => new([.. values.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))]);

        Assert.Equal(
            new EvaluationOptions { Split = DocumentSplit.Test, SplitSeed = 7, Limit = 160, FewShot = 5, BeginOfSequence = BeginOfSequencePolicy.Always },
            TransferScoring.Documents(Settings(("seed", "7"), ("few_shot", "5"), ("bos", "always")), limit: 160));
        Assert.Equal(new EvaluationOptions { Split = DocumentSplit.Test, Limit = 160 }, TransferScoring.Documents(Settings(("few_shot", "")), limit: 160));
    }

    [Fact]
    public void The_report_marks_a_significant_difference_and_counts_what_chance_gives()
    {
        string right = new('1', 40), half = new string('1', 20) + new string('0', 20);
        _first.Candidate(Large, right).Candidate(Middle, half);
        _second.Candidate(Middle, right).Test(Full, right).Test(Large, half).Test(Middle, right);

        var report = AnalysisReport.Write(Analysis());

        Assert.Matches(@"\| arc_easy \| not scored \| \*\*-25\.0 \[-3\d\.\d, -1\d\.\d\]\*\* \(2; \d+\.\d %\) \|", report);
        Assert.Contains("| winogrande | not scored | itself |", report, StringComparison.Ordinal);
        Assert.Contains("It does in 1 of 1 cells; chance alone gives about 0.1. Smallest p (signs of the documents' differences at random) times the number of cells: < 0.001.", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_front_is_scored_elsewhere_the_report_compares_none()
    {
        _first.Candidate(Large, "1111");
        _second.Candidate(Middle, "1111");

        Assert.DoesNotContain("Against the column's own front", AnalysisReport.Write(Analysis()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_JSON_holds_the_same_and_null_for_what_cannot_be_computed()
    {
        Transfer();

        using var json = JsonDocument.Parse(AnalysisJson.Write(Analysis()));

        var transfer = json.RootElement.GetProperty("transfers")[0];
        Assert.Equal(-0.6875, transfer.GetProperty("loss").GetProperty("estimate").GetDouble());
        Assert.Equal(-0.1875, transfer.GetProperty("against_own").GetProperty("difference").GetProperty("estimate").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("transfers")[1].GetProperty("against_own").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("correlations")[0].GetProperty("tau").ValueKind);
        Assert.Equal("arc_easy", json.RootElement.GetProperty("tasks")[0].GetProperty("name").GetString());
    }

    // The first front is Large and Small, the second Middle and Tiny; both are scored on the second task's test split.
    private void Transfer()
    {
        _first.Candidate(Large, "1111").Candidate(Small, "1100");
        _second.Candidate(Middle, "1111").Candidate(Tiny, "1000")
            .Test(Full, "11111111").Test(Large, "11110000").Test(Middle, "11111100").Test(Small, "10000000").Test(Tiny, "11000000");
    }

    private FrontAnalysis Analysis() => FrontAnalysis.Of([_first.Read(), _second.Read()]);

    private static InventedSearch Candidates(InventedSearch search, params string[] outcomes)
    {
        foreach (var (network, own) in new[] { Full, Large, Middle, Small, Tiny }.Zip(outcomes))
            search.Candidate(network, own);
        return search;
    }
}
