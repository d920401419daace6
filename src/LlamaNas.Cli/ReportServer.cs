using System.Net;
using System.Net.Sockets;
using LlamaNas.Pipelines;
using LlamaNas.Reports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LlamaNas.Cli;

/// <summary>Serves the report of growing run stores on this machine alone: the page, and a stream of events that say when it has changed.</summary>
internal sealed class ReportServer : IAsyncDisposable
{
    private const string Events = "/events";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly string[] OwnNames = ["127.0.0.1", "localhost"];
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping;

    private ReportServer(WebApplication application, CancellationTokenSource stopping) => (_application, _stopping) = (application, stopping);

    /// <summary>Where the page is.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts serving.</summary>
    /// <param name="title">Headline.</param>
    /// <param name="paths">Run stores.</param>
    /// <param name="baselines">Other methods' networks.</param>
    /// <param name="port">Port; 0 for any free one.</param>
    /// <param name="cancellationToken">Ends the start and, later, every open stream.</param>
    public static async Task<ReportServer> StartAsync(
        string title, IReadOnlyList<string> paths, EquatableArray<BaselineScore> baselines, int port, CancellationToken cancellationToken = default)
    {
        RunReport.Read(title, paths); // what is wrong with a store is said at once

        // Empty: no configuration files, no environment variables and no log decide what is served.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddRoutingCore();
        var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var application = builder.Build();
        application.Use(OnlyThisMachineAsync);
        application.UseRouting();
        application.MapGet("/", () => Results.Content(HtmlReport.WriteLive(RunReport.Read(title, paths) with { Baselines = baselines }, Events), "text/html; charset=utf-8"));
        application.MapGet(Events, (HttpContext context) => TypedResults.ServerSentEvents(
            TextsAsync(paths, CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping.Token)), "changed"));
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw new UsageException($"--port {port}: cannot listen there ({exception.Message}) Give another port, or 0 for any free one.", exception);
        }

        return new ReportServer(application, stopping);
    }

    /// <summary>Ends the open streams and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _application.StopAsync();
        await _application.DisposeAsync();
        _stopping.Dispose();
    }

    private static async IAsyncEnumerable<string> TextsAsync(IReadOnlyList<string> paths, CancellationTokenSource ending)
    {
        using (ending)
        {
            await using var steps = RunFollower.FollowAsync(paths, Interval, cancellationToken: ending.Token).GetAsyncEnumerator();
            while (await NextAsync(steps))
                yield return steps.Current.ToString();
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<RunStatus> steps)
    {
        try
        {
            return await steps.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            return false; // the reader has left, or the server stops
        }
    }

    /// <summary>Refuses requests under another host's name (a page elsewhere whose name was pointed at this machine), and explains errors.</summary>
    private static async Task OnlyThisMachineAsync(HttpContext context, RequestDelegate next)
    {
        if (!OwnNames.Contains(context.Request.Host.Host))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await next(context);
        }
        catch (LlamaNasException exception) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync(exception.Message);
        }
    }
}
