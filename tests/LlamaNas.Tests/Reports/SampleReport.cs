using LlamaNas.Reports;
using LlamaNas.Search;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Tests.Reports;

/// <summary>A small report with everything in it.</summary>
internal static class SampleReport
{
    public static readonly EquatableArray<Objective> Objectives =
    [
        new("accuracy", "fraction", Direction.Maximise, ObjectiveCost.Evaluated), new("parameters", "count", Direction.Minimise, ObjectiveCost.Exact),
    ];

    public static readonly FrontMember Full = Member([0, 1, 2], [24, 24, 24], parameters: 3_000_000, ratio: 1, new(0.5, 0.4, 0.6), new(0, 0, 0));
    public static readonly FrontMember Small = Member([0, 2], [24, 12], parameters: 1_500_000, ratio: 2, new(0.48, 0.39, 0.58), new(-0.02, -0.06, 0.02));

    public static readonly EquatableArray<BaselineScore> Baselines =
        [new("shortgpt", 2_000_000, new Dictionary<string, BaselineAccuracy> { ["arc_easy"] = new(0.41, 0.02) }, Tuned: true, Bytes: 4_000_000)];

    public static readonly ReportSection Section = new(
        "arc_easy",
        new RunSource("runs/arc easy.db", "models/tiny", ["arc_easy"], "linas", 3, Objectives, [new("budget", "3")], [new("weights", "5e1a"), new("seed", "42")]),
        [24, 24, 24],
        [4, 4, 4],
        [
            Network(1, Full, id: 2, isKnee: false),
            Network(2, Small, id: 1, isKnee: true),
            Network(3, Member([0, 1], [24, 24], parameters: 2_000_000, ratio: 1.5, new(0.4, 0.3, 0.5), new(-0.1, -0.2, 0)), id: 0, isKnee: false),
        ],
        new HypervolumeTrace([0.1, 0.3, 0.3], FirstBatch: 2), [new(2, 0.3, null), new(3, 0.3, 0.5)], [Full, Small], Small);

    public static readonly ReportModel Model = new("A <title>", [new("model", "tiny & small")], [Section], [new("full", Full.SubNetwork, 2.5, 2.0)]) { Baselines = Baselines };

    /// <summary>The same before anything was scored on the test split.</summary>
    public static readonly ReportModel Untested = Model with { Sections = [Section with { Members = [], Chosen = null }] };

    private static EvaluatedNetwork Network(int evaluation, FrontMember member, int id, bool isKnee) => new(
        evaluation, member.SubNetwork, member.Parameters, member.Bytes, [member.SearchAccuracy, member.Parameters], [new("arc_easy", member.SearchAccuracy, 0.02)], id, isKnee, IsComplete: true);

    private static FrontMember Member(EquatableArray<int> layers, EquatableArray<int> widths, long parameters, double ratio, ConfidenceInterval accuracy, ConfidenceInterval difference) =>
        new(new SubNetwork { Layers = layers, FeedForwardWidths = widths }, 0.49, parameters, ratio, 2 * parameters, accuracy, difference, accuracy, difference, parameters)
        {
            TestAccuracies = [new("arc_easy", accuracy.Estimate, 0.05)],
        };
}
