using System.Globalization;
using System.Text.Json;
using LlamaNas.Measurement;
using LlamaNas.Reports;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Turns run stores into a report.</summary>
public static class RunReport
{
    private static readonly string[] ProblemSettings = ["tasks", "objectives", "limit", "seed", "few_shot", "bos", "space", "constraints", "weights", "precision", "latency"];
    private static readonly string[] ShownSettings = ["tasks", "objectives", "space", "algorithm", "budget", "population", "seed", "limit", "few_shot", "bos", "constraints", "precision", "latency", "racing", "start", "mutation_rate", "crossover"];

    /// <summary>A report of run stores, which may be growing meanwhile.</summary>
    /// <param name="title">Headline.</param>
    /// <param name="paths">Paths of the run stores; a section's name is its file's, with the folder's where two are alike.</param>
    public static ReportModel Read(string title, params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var stores = new List<(string Name, RunStore Store)>();
        try
        {
            foreach (var path in paths)
                stores.Add((Path.GetFileNameWithoutExtension(path), RunStore.OpenToRead(path)));
            return Of(title, stores);
        }
        finally
        {
            foreach (var (_, store) in stores)
                store.Dispose();
        }
    }

    /// <summary>A report of several searches.</summary>
    /// <param name="title">Headline.</param>
    /// <param name="stores">Run stores by name.</param>
    /// <param name="fineTunedFolder">Output folder of the fine-tuning; null for none.</param>
    public static ReportModel Of(string title, IReadOnlyList<(string Name, RunStore Store)> stores, string? fineTunedFolder = null)
    {
        ArgumentNullException.ThrowIfNull(stores);
        if (stores.Count == 0)
            throw new UsageException("A report needs at least one run store. Give --run FILE.db.");
        var runs = stores.Zip(RunNames.Distinct(stores), (pair, name) => (Name: name, pair.Store, Run: new StoredRun(pair.Store), Evaluated: pair.Store.Candidates())).ToArray();
        var alike = stores.Select(item => (item.Store.Settings["model"], item.Store.Settings["weights"])).Distinct().Count() == 1;
        var hypervolumes = HypervolumeTrace.Of([.. runs.Select(item => (Problem(item.Store), item.Run.Objectives, item.Evaluated))]);
        return new ReportModel(
            title,
            alike ? [.. Model(runs[0].Store, runs[0].Run)] : [],
            [.. runs.Zip(hypervolumes, (item, hypervolume) => Section(item.Name, item.Store, item.Run, hypervolume, alike ? [] : Model(item.Store, item.Run)))],
            fineTunedFolder is null ? [] : HeldOut(fineTunedFolder));
    }

    private static string Problem(RunStore store) => string.Join("; ", ProblemSettings.Select(setting => $"{setting} {store.Settings[setting]}"));

    private static IEnumerable<ReportFact> Model(RunStore store, StoredRun run) =>
    [
        new("model", store.Settings["model"] ?? ""),
        new("full network", $"{run.Config.LayerCount} layers, {ReportText.Millions(ParameterCount.Of(run.Config))} parameters"),
        new("weights", Fingerprint.OfHash(store.Settings["weights"] ?? "")),
    ];

    private static ReportSection Section(string name, RunStore store, StoredRun run, HypervolumeTrace hypervolume, IEnumerable<ReportFact> model)
    {
        var tested = run.Tested();
        var chosen = tested.Count > 0 ? run.Chosen() : null;
        return new ReportSection(
            name,
            Source(store, run, model),
            run.Config.FeedForwardWidths,
            [.. run.Config.KeyValueHeadsByLayer],
            [.. run.Networks()],
            hypervolume,
            [.. store.Rounds().Select(round => new RoundRow(round.Evaluations, round.Hypervolume, round.RankCorrelation))],
            [.. tested],
            tested.FirstOrDefault(member => member.SubNetwork == chosen));
    }

    private static RunSource Source(RunStore store, StoredRun run, IEnumerable<ReportFact> model) => new(
        store.Path,
        store.Settings["model"] ?? "",
        run.Tasks,
        store.Settings["algorithm"] ?? "",
        int.Parse(store.Settings["budget"] ?? "0", CultureInfo.InvariantCulture),
        run.Objectives,
        [
            .. model,
            .. ShownSettings.Where(setting => !string.IsNullOrEmpty(store.Settings[setting])).Select(setting => new ReportFact(setting.Replace('_', ' '), store.Settings[setting]!)),
            new("networks evaluated", run.Candidates.Count.ToString(CultureInfo.InvariantCulture)),
            new("time of scoring", string.Create(CultureInfo.InvariantCulture, $"search {run.ScoringSeconds("search") / 60:F1} min, test {run.ScoringSeconds("test") / 60:F1} min")),
        ],
        [.. store.Settings.Values.Select(pair => new ReportFact(pair.Key, pair.Value))]);

    private static EquatableArray<HeldOutRow> HeldOut(string folder)
    {
        var (before, after) = (Losses(Path.Combine(folder, "held-out-before.json")), Losses(Path.Combine(folder, "held-out-after.json")));
        return [.. before.Join(after, loss => loss.Name, loss => loss.Name, (first, second) => new HeldOutRow(first.Name, first.SubNetwork, first.Loss, second.Loss))];
    }

    private static List<(string Name, SubNetwork SubNetwork, double Loss)> Losses(string path)
    {
        if (!File.Exists(path))
            return [];
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.EnumerateArray().Select(row => (
            row.GetProperty("name").GetString()!, SubNetworkJson.Parse(row.GetProperty("architecture").GetString()!), row.GetProperty("loss").GetDouble()))];
    }
}
