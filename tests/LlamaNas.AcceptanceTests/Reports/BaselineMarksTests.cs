using LlamaNas.Pipelines;
using LlamaNas.Reports;
using LlamaNas.Tests;
using Microsoft.Playwright;

namespace LlamaNas.AcceptanceTests.Reports;

/// <summary>Other methods on the page of runs that they share some of their tasks with.</summary>
public sealed class BaselineMarksTests(ChromiumFixture chromium) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Beside_a_run_with_a_text_task_all_marks_are_means_over_the_shared_tasks() => VisitAsync(
        [Run("a.db", "arc_easy,piqa,c4")], [Baseline("flap", 2_000_000, null, "arc_easy", "piqa")], async page =>
        {
            await Assertions.Expect(Baselines(page)).ToHaveCountAsync(1);
            await Assertions.Expect(Notes(page)).ToContainTextAsync("All marks of a are means over arc_easy, piqa: no other method has a score on c4.");
            var label = await Full(page).GetAttributeAsync("aria-label");
            await page.GetByLabel("c4", new() { Exact = true }).UncheckAsync();
            await Assertions.Expect(Full(page)).ToHaveAttributeAsync("aria-label", label!);
        });

    [Fact]
    public Task Where_no_task_is_shared_the_page_says_so() => VisitAsync([Run("a.db", "winogrande")], [Baseline("flap", 2_000_000, null, "piqa")], async page =>
    {
        await Assertions.Expect(Baselines(page)).ToHaveCountAsync(0);
        await Assertions.Expect(Notes(page)).ToContainTextAsync("Beside a no other method is drawn: none has a score on winogrande.");
    });

    [Fact]
    public Task Runs_that_are_shown_by_the_same_task_share_their_other_methods() => VisitAsync(
        [Run("a.db", "arc_easy,piqa"), Run("b.db", "arc_easy,winogrande")], [Baseline("flap", 2_000_000, null, "arc_easy", "piqa", "winogrande")], async page =>
        {
            await Assertions.Expect(Baselines(page)).ToHaveCountAsync(2);
            await page.GetByLabel("piqa", new() { Exact = true }).UncheckAsync();
            await page.GetByLabel("winogrande", new() { Exact = true }).UncheckAsync();
            await Assertions.Expect(Baselines(page)).ToHaveCountAsync(1);
        });

    [Fact]
    public Task Sparse_networks_stand_at_their_bytes() => VisitAsync([Run("a.db", "arc_easy")], [Baseline("wanda-50", 1_800_000, 4_400_000, "arc_easy")], async page =>
    {
        await Assertions.Expect(page.Locator("#axis-x")).ToHaveValueAsync("bytes");
        await Assertions.Expect(Baselines(page)).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("weight bytes, MB 4[.]40"));
        await page.Locator("#axis-x").SelectOptionAsync("parameters");
        await Assertions.Expect(Notes(page)).ToContainTextAsync("stored in other sizes than the networks here: wanda-50.");
        await page.Locator("#axis-x").SelectOptionAsync("layers");
        await Assertions.Expect(Notes(page)).ToContainTextAsync("Other methods are not drawn");
    });

    [Fact]
    public Task Accuracies_of_other_methods_do_not_stand_among_probabilities() => VisitAsync(
        [Run("a.db", "arc_easy", "probability,parameters")], [Baseline("flap", 2_000_000, 4_000_000, "arc_easy")], async page =>
        {
            await Assertions.Expect(Baselines(page)).ToHaveCountAsync(1);
            await Assertions.Expect(page.Locator("#front-plot [data-kind='search']")).ToHaveCountAsync(0);
            await page.GetByLabel("front, search split").CheckAsync();
            await Assertions.Expect(Baselines(page)).ToHaveCountAsync(0);
            await Assertions.Expect(Notes(page)).ToContainTextAsync("holds probabilities of right choices, with which accuracies do not compare");
        });

    private static ILocator Baselines(IPage page) => page.Locator("#front-plot [data-kind='baseline']");

    private static ILocator Full(IPage page) => page.Locator("#front-plot [data-kind='full']");

    private static ILocator Notes(IPage page) => page.Locator("#front-notes");

    private static BaselineScore Baseline(string method, long parameters, long? bytes, params string[] tasks) =>
        new(method, parameters, tasks.ToDictionary(task => task, _ => new BaselineAccuracy(0.4, 0.02)), Tuned: false, bytes);

    private string Run(string file, string tasks, string objectives = "accuracy,parameters")
    {
        using var run = new SyntheticRun(_folder[file], tasks, "linas", budget: 20, objectives: objectives);
        run.Evaluate(20).Test();
        return run.Path;
    }

    private Task VisitAsync(string[] paths, EquatableArray<BaselineScore> baselines, Func<IPage, Task> visit)
    {
        var page = _folder.Write("report.html", HtmlReport.Write(RunReport.Read("A report", paths) with { Baselines = baselines }));
        return chromium.VisitAsync(new Uri(page).AbsoluteUri, visit);
    }
}
