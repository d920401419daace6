using System.Diagnostics;
using System.Net;
using LlamaNas.Cli;
using LlamaNas.Tests;
using Microsoft.Playwright;

namespace LlamaNas.AcceptanceTests.Reports;

public sealed class LivePageTests(ChromiumFixture chromium) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task The_page_follows_a_search_that_another_process_runs() => FollowAsync(budget: 60, evaluated: 10, async (run, address, page) =>
    {
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("10 of 60 networks evaluated.");
        var marks = await page.Locator("#front-plot .mark").CountAsync();
        var chosen = await page.Locator("#front-plot [tabindex='0']").GetAttributeAsync("data-key");

        run.Evaluate(20);

        await Assertions.Expect(page.Locator("#live")).ToContainTextAsync("30 of 60 networks evaluated");
        await Assertions.Expect(page.Locator("#front-plot .mark")).ToHaveCountAsync(marks + 20);
        await Assertions.Expect(page.Locator("#run-0 ~ dl")).ToContainTextAsync("networks evaluated30");
        Assert.Equal(Network(chosen), Network(await page.Locator("#front-plot [tabindex='0']").GetAttributeAsync("data-key")));

        run.Evaluate(10);
        await Assertions.Expect(page.Locator("#live")).ToContainTextAsync("40 of 60 networks evaluated, ");
        await ChromiumFixture.ShootAsync(page, "live");

        run.Evaluate(20);
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Finished: 60 networks evaluated.");
    });

    [Fact]
    public Task Focus_and_unfolded_tables_stay_while_the_page_changes() => FollowAsync(budget: 60, evaluated: 10, async (run, address, page) =>
    {
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Copy the command" });
        await button.FocusAsync();
        run.Evaluate(10);
        await Assertions.Expect(page.Locator("#live")).ToContainTextAsync("20 of 60");
        await Assertions.Expect(button).ToBeFocusedAsync();
        await page.SetViewportSizeAsync(1100, 900);
        await Assertions.Expect(button).ToBeFocusedAsync();

        var summary = page.GetByText("Progress as a table");
        await summary.ClickAsync();
        await summary.FocusAsync();
        run.Evaluate(10);
        await Assertions.Expect(page.Locator("#live")).ToContainTextAsync("30 of 60");
        await Assertions.Expect(summary).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("section.run details table tbody tr")).ToHaveCountAsync(6);
        await Assertions.Expect(page.Locator("section.run details table")).ToBeVisibleAsync();
    });

    [Fact]
    public Task An_answer_that_is_no_report_is_said_and_the_next_one_is_taken() => FollowAsync(budget: 20, evaluated: 5, async (run, address, page) =>
    {
        await Assertions.Expect(page.Locator("#live")).ToContainTextAsync("5 of 20");
        await page.RouteAsync(address, route => route.FulfillAsync(new() { Body = "The store is busy." }));
        run.Evaluate(5);
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("The page shows the last state: the server answered with another page");

        await page.UnrouteAllAsync();
        run.Evaluate(10);
        await Assertions.Expect(page.Locator("#status")).ToHaveTextAsync("Finished: 20 networks evaluated.");
    });

    [Fact]
    public Task While_ids_may_still_move_the_command_holds_the_architecture_itself() => FollowAsync(budget: 60, evaluated: 10, async (run, address, page) =>
    {
        await page.Locator("#front-plot .mark[data-kind='search']").First.ClickAsync(new() { Force = true });

        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("""Copied: echo '{"layers":[""");
    });

    [Fact]
    public async Task A_server_that_stops_ends_its_streams_at_once()
    {
        using var run = new SyntheticRun(_folder["live.db"], "arc_easy", "linas", budget: 60);
        run.Evaluate(10);
        var server = await ReportServer.StartAsync("Live", [run.Path], [], port: 0);
        using var client = new HttpClient();
        using var stream = new StreamReader(await client.GetStreamAsync(new Uri(server.Address, "/events")));
        Assert.Equal("event: changed", await stream.ReadLineAsync());

        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task The_command_ends_cleanly_on_an_interrupt()
    {
        using var run = new SyntheticRun(_folder["live.db"], "arc_easy", "linas", budget: 60);
        using var process = Process.Start(new ProcessStartInfo(
            "env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "llama-nas.dll"), "serve", "--run", run.Path, "--port", "0"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!; // background jobs of a shell hand on that they ignore interrupts
        Assert.Matches(@"^http://127\.0\.0\.1:[0-9]+/ \(Ctrl-C stops\)$", await process.StandardOutput.ReadLineAsync());

        using (var interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await interrupt.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(0, process.ExitCode);
        Assert.DoesNotContain("   at ", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_hosts_name_is_refused()
    {
        using var run = new SyntheticRun(_folder["live.db"], "arc_easy", "linas", budget: 60);
        await using var server = await ReportServer.StartAsync("Live", [run.Path], [], port: 0);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address) { Headers = { Host = "example.org" } };

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_port_in_use_is_said_in_one_line()
    {
        using var run = new SyntheticRun(_folder["live.db"], "arc_easy", "linas", budget: 60);
        await using var server = await ReportServer.StartAsync("Live", [run.Path], [], port: 0);

        var error = await Assert.ThrowsAsync<UsageException>(() => ReportServer.StartAsync("Live", [run.Path], [], server.Address.Port));

        Assert.Contains($"--port {server.Address.Port}: cannot listen there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_went_away_is_said_and_the_server_goes_on()
    {
        using var run = new SyntheticRun(_folder["live.db"], "arc_easy", "linas", budget: 60);
        var copy = _folder["copy.db"];
        await using var server = await ReportServer.StartAsync("Live", [run.Path], [], port: 0);
        using var client = new HttpClient();
        File.Move(run.Path, copy);

        using (var answer = await client.GetAsync(server.Address))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains(run.Path, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        File.Move(copy, run.Path);
        Assert.StartsWith("<!DOCTYPE html>", await client.GetStringAsync(server.Address), StringComparison.OrdinalIgnoreCase);
    }

    // The key of a mark without its kind, which changes when a network joins the front or leaves it.
    private static string Network(string? key) => key![(key!.LastIndexOf('|') + 1)..];

    // The page of a search that has evaluated some networks, in the browser.
    private async Task FollowAsync(int budget, int evaluated, Func<SyntheticRun, string, IPage, Task> act)
    {
        using var run = new SyntheticRun(_folder["live.db"], "arc_easy", "linas", budget);
        run.Evaluate(evaluated);
        await using var server = await ReportServer.StartAsync("Live", [run.Path], [], port: 0);
        await chromium.VisitAsync(server.Address.AbsoluteUri, page => act(run, server.Address.AbsoluteUri, page));
    }
}
