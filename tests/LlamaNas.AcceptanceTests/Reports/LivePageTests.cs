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
    public async Task The_page_follows_a_search_that_another_process_runs()
    {
        using var run = new SyntheticRun(_folder["live.db"], "arc_easy", "linas", budget: 60);
        run.Evaluate(10);
        await using var server = await ReportServer.StartAsync("Live", [run.Path], [], port: 0);

        await chromium.VisitAsync(server.Address.AbsoluteUri, async page =>
        {
            await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("10 of 60 networks evaluated.");
            var marks = await page.Locator("#front-plot .mark").CountAsync();
            var chosen = await page.Locator("#front-plot [tabindex='0']").GetAttributeAsync("data-key");

            run.Evaluate(20);

            await Assertions.Expect(page.Locator("#live")).ToContainTextAsync("30 of 60 networks evaluated, ");
            await Assertions.Expect(page.Locator("#front-plot .mark")).ToHaveCountAsync(marks + 20);
            await Assertions.Expect(page.Locator("#run-0 ~ dl")).ToContainTextAsync("networks evaluated30");
            Assert.NotNull(chosen);
            await ChromiumFixture.ShootAsync(page, "live");

            run.Evaluate(30);
            await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Finished: 60 networks evaluated.");
        });
    }

    [Fact]
    public async Task While_ids_may_still_move_the_command_holds_the_architecture_itself()
    {
        using var run = new SyntheticRun(_folder["live.db"], "arc_easy", "linas", budget: 60);
        run.Evaluate(10);
        await using var server = await ReportServer.StartAsync("Live", [run.Path], [], port: 0);

        await chromium.VisitAsync(server.Address.AbsoluteUri, async page =>
        {
            await page.Locator("#front-plot .mark[data-kind='search']").First.ClickAsync(new() { Force = true });

            await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("""Copied: echo '{"layers":[""");
        });
    }

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
}
