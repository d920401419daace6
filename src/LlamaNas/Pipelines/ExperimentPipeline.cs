using System.Diagnostics;
using LlamaNas.Export;
using LlamaNas.Measurement;
using LlamaNas.Reports;
using LlamaNas.Runs;
using TorchSharp;

namespace LlamaNas.Pipelines;

/// <summary>One search's outcome on the test split.</summary>
/// <param name="Name">The search's name.</param>
/// <param name="StorePath">Its run store.</param>
/// <param name="Members">The full network first, then the tested front from large to small.</param>
/// <param name="Chosen">The extracted member.</param>
/// <param name="ExtractedFolder">Where it is.</param>
public sealed record SearchOutcome(string Name, string StorePath, IReadOnlyList<FrontMember> Members, FrontMember Chosen, string ExtractedFolder);

/// <summary>What an experiment gave.</summary>
/// <param name="Searches">One outcome a search.</param>
/// <param name="ReportPath">The HTML report; report.md and report.csv lie beside it.</param>
public sealed record ExperimentOutcome(IReadOnlyList<SearchOutcome> Searches, string ReportPath);

/// <summary>Checkpoint to report: fine-tune once, then search, test and extract for each search. Every stage resumes.</summary>
public sealed class ExperimentPipeline
{
    private readonly RunConfiguration _configuration;
    private readonly torch.Device? _device;
    private readonly IProgress<PipelineEvent>? _progress;

    /// <summary>A pipeline.</summary>
    /// <param name="configuration">What to do; paths absolute.</param>
    /// <param name="device">Where; null for the CPU.</param>
    /// <param name="progress">Told of every stage; may be null.</param>
    public ExperimentPipeline(RunConfiguration configuration, torch.Device? device = null, IProgress<PipelineEvent>? progress = null) =>
        (_configuration, _device, _progress) = (configuration, device, progress);

    /// <summary>Runs every stage that is not done yet.</summary>
    public async Task<ExperimentOutcome> RunAsync(CancellationToken cancellationToken = default)
    {
        var model = _configuration.Finetune is { } finetune
            ? Stage("Fine-tune the super-network", () => FineTuneStage.Run(
                _configuration.Model, finetune.Data, _configuration.Space, finetune.Options(_configuration.Seed),
                Path.Combine(_configuration.Output, "fine-tuned"), finetune.Guides(), _device, _progress, cancellationToken), folder => folder)
            : _configuration.Model;

        using var session = ModelSession.Open(model, PrecisionNames.Parse(_configuration.Precision), _device);
        var outcomes = new List<SearchOutcome>();
        foreach (var search in _configuration.Searches)
            outcomes.Add(await SearchAsync(session, search, cancellationToken));
        return new ExperimentOutcome(outcomes, Stage("Report", () => WriteReport(outcomes), page => page));
    }

    private async Task<SearchOutcome> SearchAsync(ModelSession session, SearchConfiguration search, CancellationToken cancellationToken)
    {
        var settings = _configuration.Settings(search);
        var path = Path.Combine(_configuration.Output, $"{search.FileName}.db");
        using var store = SearchStage.OpenStore(session, settings, path);
        var started = Stopwatch.GetTimestamp();
        _progress?.Report(new StageStarted($"Search {search.FileName}"));
        var time = await SearchStage.RunAsync(session, settings, store, _progress, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        _progress?.Report(new StageFinished($"Search {search.FileName}", seconds, $"{store.Candidates().Count} networks evaluated, {time}; {path}"));

        var members = Stage(
            $"Test {search.FileName}",
            () => TestStage.Run(session, settings, store, _configuration.Test, _progress, cancellationToken),
            results => $"{results.Count} networks on the test split");
        var network = new StoredRun(store).Chosen();
        var chosen = members.First(member => member.SubNetwork == network);
        var folder = Path.Combine(_configuration.Output, $"{search.FileName}-extracted");
        Stage($"Extract {search.FileName}", () => Extract(session, store, chosen, folder), _ => folder);
        return new SearchOutcome(search.FileName, path, members, chosen, folder);
    }

    private string WriteReport(IReadOnlyList<SearchOutcome> outcomes)
    {
        var stores = outcomes.Select(outcome => (outcome.Name, Store: RunStore.OpenExisting(outcome.StorePath))).ToArray();
        try
        {
            var report = RunReport.Of(_configuration.Title, stores, Path.Combine(_configuration.Output, "fine-tuned"));
            File.WriteAllText(Path.Combine(_configuration.Output, "report.md"), MarkdownReport.Write(report));
            File.WriteAllText(Path.Combine(_configuration.Output, "report.csv"), CsvReport.Write(report));
            var page = Path.Combine(_configuration.Output, "report.html");
            File.WriteAllText(page, HtmlReport.Write(report));
            return page;
        }
        finally
        {
            foreach (var (_, store) in stores)
                store.Dispose();
        }
    }

    private static string Extract(ModelSession session, RunStore store, FrontMember member, string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        SubNetworkExtractor.Write(session.Network, member.SubNetwork, session.Checkpoint.Folder, folder, RunCard.Of(store, member.SubNetwork));
        return folder;
    }

    private T Stage<T>(string name, Func<T> run, Func<T, string> summarise)
    {
        var started = Stopwatch.GetTimestamp();
        _progress?.Report(new StageStarted(name));
        var result = run();
        _progress?.Report(new StageFinished(name, Stopwatch.GetElapsedTime(started).TotalSeconds, summarise(result)));
        return result;
    }
}
