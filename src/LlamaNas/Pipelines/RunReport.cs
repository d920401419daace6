using System.Globalization;
using System.Text.Json;
using LlamaNas.Measurement;
using LlamaNas.Reports;
using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Turns run stores into a report.</summary>
public static class RunReport
{
    private static readonly string[] ShownSettings = ["tasks", "space", "algorithm", "budget", "population", "seed", "limit", "few_shot", "bos", "constraints", "precision"];

    /// <summary>A report of several searches.</summary>
    /// <param name="title">Headline.</param>
    /// <param name="stores">Run stores by name.</param>
    /// <param name="fineTunedFolder">Output folder of the fine-tuning; null for none.</param>
    public static ReportModel Of(string title, IReadOnlyList<(string Name, RunStore Store)> stores, string? fineTunedFolder = null)
    {
        ArgumentNullException.ThrowIfNull(stores);
        var run = new StoredRun(stores[0].Store);
        return new ReportModel(
            title,
            [
                new("model", stores[0].Store.Settings["model"] ?? ""),
                new("full network", $"{run.Config.LayerCount} layers, {ReportText.Millions(ParameterCount.Of(run.Config))} parameters"),
                new("weights", (stores[0].Store.Settings["weights"] ?? "")[..12]),
            ],
            [.. stores.Select(pair => Section(pair.Name, pair.Store))],
            fineTunedFolder is null ? [] : HeldOut(fineTunedFolder));
    }

    private static ReportSection Section(string name, RunStore store)
    {
        var run = new StoredRun(store);
        var tested = run.Tested();
        var chosen = run.Chosen();
        return new ReportSection(
            name,
            [
                .. ShownSettings.Where(setting => !string.IsNullOrEmpty(store.Settings[setting])).Select(setting => new ReportFact(setting.Replace('_', ' '), store.Settings[setting]!)),
                new("networks evaluated", store.Candidates().Count.ToString(CultureInfo.InvariantCulture)),
                new("time of scoring", string.Create(CultureInfo.InvariantCulture, $"search {run.ScoringSeconds("search") / 60:F1} min, test {run.ScoringSeconds("test") / 60:F1} min")),
            ],
            FrontChart.Of(name, run, tested, chosen),
            FrontChart.Convergence(store.Rounds()),
            run.Config.FeedForwardWidths,
            [.. tested],
            tested.FirstOrDefault(member => member.SubNetwork == chosen),
            tested.Count > 0 ? [] : [.. run.Front.Select(candidate => Untested(run, candidate))]);
    }

    private static UntestedMember Untested(StoredRun run, Candidate candidate) => new(
        candidate.SubNetwork,
        ParameterCount.Of(run.Config, candidate.SubNetwork),
        [.. run.Objectives.Zip(candidate.Values, (objective, value) => new ReportFact(
            objective.Name, objective.Unit == "fraction" ? ReportText.Percent(value) : ObjectiveText.Full(objective, value)))]);

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
