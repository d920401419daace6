using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(LlamaNas.AcceptanceTests.Reports.ChromiumFixture))]

namespace LlamaNas.AcceptanceTests.Reports;

/// <summary>Debian's headless Chromium, started at the first use; where there is none, tests say so and are skipped.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private static readonly string[] Executables = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("LLAMA_NAS_SCREENSHOTS");
    private readonly Lazy<Task<IBrowser>> _browser;
    private IPlaywright? _playwright;

    public ChromiumFixture() => _browser = new(LaunchAsync);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated && _browser.Value.IsCompletedSuccessfully)
            await (await _browser.Value).DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a page and shows it to an action; whatever the browser's console complains about fails the test.</summary>
    public async Task VisitAsync(string address, Func<IPage, Task> visit, int width = 1280, int height = 900)
    {
        Assert.SkipUnless(Executables.Any(File.Exists), "There is no Chromium here. Install it (Debian: apt-get install chromium).");
        await using var context = await (await _browser.Value).NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = ColorScheme.Light });
        await context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(15_000);
        var complaints = new List<string>();
        var requests = new List<string>();
        page.Console += (_, message) => { if (message.Type is "error" or "warning") complaints.Add(message.Text); };
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) => requests.Add(request.Url);
        await page.GotoAsync(address);
        await visit(page);

        Assert.Empty(complaints);
        Assert.All(requests, request => Assert.Equal(new Uri(address).Authority, new Uri(request).Authority));
    }

    /// <summary>Keeps a picture where LLAMA_NAS_SCREENSHOTS names a folder, to be looked at.</summary>
    public static async Task ShootAsync(IPage page, string name)
    {
        if (Screenshots is not null)
            await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}.png"), FullPage = true });
    }

    private async Task<IBrowser> LaunchAsync()
    {
        _playwright = await Playwright.CreateAsync();
        return await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executables.First(File.Exists), Args = ["--no-sandbox", "--disable-gpu"] });
    }
}
