using System.Globalization;
using LlamaNas.Export;
using LlamaNas.Reports;
using LlamaNas.Runs;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>What a run store tells a model card about one of its networks.</summary>
public static class RunCard
{
    private static readonly string[] Shown = ["tasks", "space", "algorithm", "budget", "seed", "limit", "few_shot", "bos", "constraints", "precision"];

    /// <summary>The story of a network.</summary>
    /// <param name="store">The search's store.</param>
    /// <param name="network">One of its networks.</param>
    /// <param name="commands">The commands that made the folder.</param>
    public static ModelCardStory Of(RunStore store, SubNetwork network, params EquatableArray<string> commands)
    {
        ArgumentNullException.ThrowIfNull(store);
        var run = new StoredRun(store);
        var facts = Shown.Where(name => !string.IsNullOrEmpty(store.Settings[name])).Select(name => new ModelCardFact(name.Replace('_', ' '), store.Settings[name]!));
        return new ModelCardStory(
            [.. facts, new("networks evaluated", store.Candidates().Count.ToString(CultureInfo.InvariantCulture))],
            [.. Scores(run, network, store.Settings["tasks"] ?? "")],
            commands);
    }

    private static IEnumerable<ModelCardScore> Scores(StoredRun run, SubNetwork network, string tasks)
    {
        var (own, full) = (run.SearchAccuracy(network), run.SearchAccuracy(SubNetwork.Full(run.Config)));
        if (double.IsFinite(own))
            yield return new ModelCardScore($"{(run.Objectives.Any(objective => objective.IsProbability) ? "probability of right choices" : "accuracy")}, {tasks}, search split", ReportText.Percent(full), ReportText.Percent(own), "");
        var tested = run.Tested();
        if (tested.FirstOrDefault(member => member.SubNetwork == network) is not { } member)
            yield break;

        yield return new ModelCardScore(
            $"accuracy, {tasks}, test split", ReportText.Interval(tested[0].Accuracy), ReportText.Interval(member.Accuracy), ReportText.Points(member.Difference));
        if (member.Int8Accuracy is { } int8)
            yield return new ModelCardScore($"the same in INT8", ReportText.Interval(tested[0].Int8Accuracy), ReportText.Interval(int8), ReportText.Points(member.Int8Difference));
    }
}
