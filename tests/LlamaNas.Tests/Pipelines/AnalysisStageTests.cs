using LlamaNas.Pipelines;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Pipelines;

public sealed class AnalysisStageTests : IDisposable
{
    private static readonly SubNetwork Full = InventedSearch.Network(12, 12), Small = InventedSearch.Network(8, 4);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Runs_of_two_tasks_are_analysed()
    {
        Write("a.db", "arc_easy");
        Write("b.db", "winogrande");

        var (markdown, json, svg) = AnalysisStage.Run(Settings("a.db", "b.db"));

        Assert.Contains("| arc_easy, winogrande | 2 |", markdown, StringComparison.Ordinal);
        Assert.Contains("winogrande", json, StringComparison.Ordinal);
        Assert.Contains("<svg", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_of_one_task_are_refused()
    {
        Write("a.db", "arc_easy");
        Write("b.db", "arc_easy");

        Refused("2 runs searched arc_easy", Settings("a.db", "b.db"));
    }

    [Fact]
    public void Runs_of_different_weights_are_refused()
    {
        Write("a.db", "arc_easy");
        Write("b.db", "winogrande", weights: "others");

        Refused("the run of winogrande searched another model", Settings("a.db", "b.db"));
    }

    [Fact]
    public void Runs_of_different_precisions_are_refused()
    {
        Write("a.db", "arc_easy");
        new InventedSearch(_folder["b.db"], "winogrande", precision: "int8").Dispose();

        Refused("the run of winogrande searched in int8, that of arc_easy in bfloat16", Settings("a.db", "b.db"));
    }

    [Fact]
    public void A_run_without_a_scored_network_is_refused()
    {
        new InventedSearch(_folder["a.db"], "arc_easy").Dispose();

        Refused("the run of arc_easy has no network that was scored in full", Settings("a.db"));
    }

    [Fact]
    public void No_members_are_refused()
    {
        Write("a.db", "arc_easy");

        Refused("--members: 0", Settings("a.db") with { Members = 0 });
    }

    private static void Refused(string message, AnalysisSettings settings) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => AnalysisStage.Run(settings)).Message, StringComparison.Ordinal);

    private AnalysisSettings Settings(params string[] runs) => new() { Runs = [.. runs.Select(run => _folder[run])] };

    private void Write(string name, string task, string weights = "")
    {
        using var search = new InventedSearch(_folder[name], task, weights: weights).Candidate(Full, "1110").Candidate(Small, "1100");
    }
}
