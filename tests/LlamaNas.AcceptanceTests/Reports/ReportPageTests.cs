using LlamaNas.Checkpoints;
using LlamaNas.Pipelines;
using LlamaNas.Reports;
using LlamaNas.Tests;
using LlamaNas.Tests.Cli;
using Microsoft.Playwright;

namespace LlamaNas.AcceptanceTests.Reports;

/// <summary>The report in a real browser: two searches of one task, and one of two tasks.</summary>
public sealed class ReportPageTests : IDisposable
{
    private static readonly string[] Names = ["arc_easy", "arc_random", "both"];
    private readonly TemporaryFolder _folder = new();
    private readonly ChromiumFixture _chromium;
    private readonly string _address;

    public ReportPageTests(ChromiumFixture chromium)
    {
        _chromium = chromium;
        string[] paths = [.. Names.Select(name => _folder[$"{name}.db"])];
        using (var linas = new SyntheticRun(paths[0], "arc_easy", "linas", budget: 40))
            linas.Evaluate(40).Test();
        using (var random = new SyntheticRun(paths[1], "arc_easy", "random", budget: 40, seed: 7))
            random.Evaluate(40);
        using (var both = new SyntheticRun(paths[2], "piqa,winogrande", "nsga2", budget: 30, seed: 9))
            both.Evaluate(30).Test();
        var report = RunReport.Read("A report", paths) with
        {
            Baselines = [new BaselineScore("shortgpt", 2_000_000, new Dictionary<string, BaselineAccuracy> { ["arc_easy"] = new(0.4, 0.02) }, Tuned: false)],
        };
        File.WriteAllText(_folder["report.html"], HtmlReport.Write(report));
        _address = new Uri(_folder["report.html"]).AbsoluteUri;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Pointing_at_a_network_shows_what_it_is_made_of() => _chromium.VisitAsync(_address, async page =>
    {
        var mark = Marks(page, "arc_easy", "test").First;
        await mark.HoverAsync(new() { Force = true });

        await Assertions.Expect(page.Locator("#details h3")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("arc_easy, front"));
        await Assertions.Expect(page.Locator("#details")).ToContainTextAsync("test split");
        await Assertions.Expect(page.Locator("#details .layers")).ToBeVisibleAsync();
        await ChromiumFixture.ShootAsync(page, "light");
    });

    [Fact]
    public Task A_click_copies_the_command_that_extracts_the_network() => _chromium.VisitAsync(_address, async page =>
    {
        await Marks(page, "arc_easy", "test").First.ClickAsync(new() { Force = true });

        await Assertions.Expect(page.Locator("[aria-live=polite]#status")).ToContainTextAsync("Copied: llama-nas extract --run");
        var command = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Matches($"^llama-nas extract --run {_folder["arc_easy.db"]} --select [0-9]+ --model {SyntheticRun.Model} --output arc_easy-[0-9]+$", command);

        var result = await LlamaNasProcess.RunAsync([.. command.Split(' ')[1..^1], _folder["extracted"]]);
        Assert.True(result.ExitCode == 0, result.StandardError);
        using var extracted = Checkpoint.Open(_folder["extracted"]);
        await Assertions.Expect(page.Locator("#details")).ToContainTextAsync($"{extracted.Config.LayerCount} of ");
    });

    [Fact]
    public Task Where_the_clipboard_is_refused_the_copying_gives_focus_back() => _chromium.VisitAsync(_address, async page =>
    {
        await page.EvaluateAsync("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }");
        var chosen = page.Locator("#front-plot [tabindex='0']");
        await chosen.FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("Copied: llama-nas extract");
        await Assertions.Expect(chosen).ToBeFocusedAsync();
    });

    [Fact]
    public Task Other_methods_marks_show_their_scores_and_are_no_buttons() => _chromium.VisitAsync(_address, async page =>
    {
        var mark = Marks(page, "arc_easy", "baseline");
        await Assertions.Expect(mark).ToHaveAttributeAsync("role", "img");
        await mark.ClickAsync(new() { Force = true });

        await Assertions.Expect(page.Locator("#details h3")).ToHaveTextAsync("shortgpt, arc_easy");
        await Assertions.Expect(page.Locator("#front-plot svg.pointed")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#status")).ToHaveTextAsync("");
    });

    [Fact]
    public Task A_search_and_a_random_one_of_the_same_problem_are_two_lines_to_compare() => _chromium.VisitAsync(_address, async page =>
    {
        await Filter(page, "piqa").UncheckAsync();
        await Filter(page, "winogrande").UncheckAsync();

        await Assertions.Expect(page.Locator("#hypervolume-plot polyline")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("#hypervolume-plot polyline.random")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#hypervolume-plot .level")).ToHaveCountAsync(0);
    });

    [Fact]
    public Task Of_a_run_of_two_tasks_each_ones_score_is_told() => _chromium.VisitAsync(_address, async page =>
    {
        await Marks(page, "both", "test").Last.FocusAsync();

        await Assertions.Expect(page.Locator("#details dt")).ToContainTextAsync(["· piqa", "· winogrande"]);
    });

    [Fact]
    public Task Runs_differ_in_the_form_of_their_marks_and_lines_too() => _chromium.VisitAsync(_address, async page =>
    {
        const string form = "mark => mark.querySelector('.form').cloneNode().outerHTML.replace(/transform=\"[^\"]*\"/, '')";
        var forms = await Task.WhenAll(Names.Select(run => Marks(page, run, "search").First.EvaluateAsync<string>(form)));
        var dashes = await page.Locator("#front-plot .stairs").EvaluateAllAsync<string[]>("lines => lines.map(line => getComputedStyle(line).strokeDasharray)");

        Assert.Equal(3, forms.Distinct().Count());
        Assert.Equal(3, dashes.Distinct().Count());
    });

    [Fact]
    public Task Texts_on_a_telephone_keep_their_size() => _chromium.VisitAsync(_address, async page =>
    {
        Assert.Equal(1, await page.EvaluateAsync<double>("(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)(document.querySelector('#hypervolume-plot svg'))"), 2);
        Assert.Equal(1, await page.EvaluateAsync<double>("(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)(document.querySelector('#front-plot svg'))"), 2);
        await Assertions.Expect(page.Locator("#hypervolume-keys")).ToContainTextAsync("arc_random, random: 0.");
    }, width: 390, height: 800);

    [Fact]
    public Task The_page_prints_as_one_file() => _chromium.VisitAsync(_address, async page =>
    {
        var printed = await page.PdfAsync(new() { Format = "A4" });

        Assert.Equal("%PDF-"u8, printed.AsSpan(0, 5));
        Assert.InRange(printed.Length, 20_000, 5_000_000);
    });

    [Fact]
    public Task The_keyboard_reaches_every_network_and_copies_too() => _chromium.VisitAsync(_address, async page =>
    {
        await page.Locator("#front-plot [tabindex='0']").FocusAsync();
        const string focused = "document.activeElement.dataset.key";
        await page.Keyboard.PressAsync("Home");
        var first = await page.EvaluateAsync<string>(focused);
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.NotEqual(first, await page.EvaluateAsync<string>(focused));
        await page.Keyboard.PressAsync("ArrowLeft");
        Assert.Equal(first, await page.EvaluateAsync<string>(focused));
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("Copied: llama-nas extract");
        Assert.Matches("^(arc_easy|arc_random|both), .*parameters, millions [0-9.]+, accuracy, % [0-9.]+", await page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label')"));
        Assert.Equal(1, await page.Locator("#front-plot [tabindex='0']").CountAsync());
    });

    [Fact]
    public Task Tasks_and_algorithms_filter_the_plot_and_the_tables() => _chromium.VisitAsync(_address, async page =>
    {
        await Filter(page, "arc_easy").UncheckAsync();
        await Assertions.Expect(Marks(page, "arc_easy")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#run-0")).ToBeHiddenAsync();
        await Assertions.Expect(Marks(page, "both", "test")).Not.ToHaveCountAsync(0);

        await Filter(page, "arc_easy").CheckAsync();
        await Filter(page, "random").UncheckAsync();
        await Assertions.Expect(Marks(page, "arc_random")).ToHaveCountAsync(0);
        await Assertions.Expect(Marks(page, "arc_easy", "test")).Not.ToHaveCountAsync(0);
        await Assertions.Expect(Marks(page, "arc_easy", "baseline")).ToHaveCountAsync(1);
    });

    [Fact]
    public Task Of_a_run_of_two_tasks_the_chosen_one_alone_can_be_seen() => _chromium.VisitAsync(_address, async page =>
    {
        var pooled = await Marks(page, "both", "full").GetAttributeAsync("aria-label");
        await Filter(page, "piqa").UncheckAsync();

        await Assertions.Expect(Marks(page, "both", "full")).Not.ToHaveAttributeAsync("aria-label", pooled!);
    });

    [Fact]
    public Task Axes_can_be_chosen() => _chromium.VisitAsync(_address, async page =>
    {
        await page.Locator("#axis-x").SelectOptionAsync("layers");

        await Assertions.Expect(page.Locator("#front-plot .label").First).ToHaveTextAsync("decoder layers");
        await Assertions.Expect(Marks(page, "arc_easy", "search")).Not.ToHaveCountAsync(0);
        await ChromiumFixture.ShootAsync(page, "layers-axis");
    });

    [Fact]
    public Task Dark_pages_are_dark_and_the_button_overrules_the_system() => _chromium.VisitAsync(_address, async page =>
    {
        const string background = "getComputedStyle(document.body).backgroundColor";
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        Assert.Equal("rgb(17, 21, 29)", await page.EvaluateAsync<string>(background));
        await ChromiumFixture.ShootAsync(page, "dark");
        await page.Locator("#theme").ClickAsync();
        Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>(background));
    });

    [Fact]
    public Task Print_has_charts_and_tables_on_white_and_no_controls() => _chromium.VisitAsync(_address, async page =>
    {
        await page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });

        Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await Assertions.Expect(page.Locator("#filters")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#front-plot svg")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("section.run table").First).ToBeVisibleAsync();
        await ChromiumFixture.ShootAsync(page, "print");
    });

    [Fact]
    public Task A_telephone_scrolls_tables_not_the_page() => _chromium.VisitAsync(_address, async page =>
    {
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await ChromiumFixture.ShootAsync(page, "narrow");
    }, width: 390, height: 800);

    private static ILocator Filter(IPage page, string name) => page.Locator("#filters").GetByLabel(name, new() { Exact = true });

    private static ILocator Marks(IPage page, string run, string? kind = null) =>
        page.Locator($"#front-plot .mark[data-run='{Array.IndexOf(Names, run)}']" + (kind is null ? "" : $"[data-kind='{kind}']"));
}
