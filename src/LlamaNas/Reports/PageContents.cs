using System.Text.Json;
using System.Text.Json.Nodes;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Reports;

/// <summary>What the page's script draws, as JSON text that is safe inside a script element.</summary>
internal static class PageContents
{
    // The default encoder writes <, > and & as \u escapes, so that no text can end the element.
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Of(ReportModel report) => JsonSerializer.Serialize(
        new
        {
            Runs = report.Sections.Select(section => Run(section, report.Baselines)),
            Baselines = report.Baselines.Select(baseline => new
            {
                Name = ReportText.Method(baseline),
                baseline.Tuned,
                baseline.Parameters,
                baseline.Bytes,
                Tasks = baseline.Accuracy.ToDictionary(pair => pair.Key, pair => Pair(pair.Value.Value, pair.Value.StandardError)),
            }),
        },
        Options);

    private static object Run(ReportSection section, EquatableArray<BaselineScore> baselines)
    {
        var tested = section.Members.ToDictionary(member => member.SubNetwork);
        var evaluated = section.Networks.Select(network => Network(network, tested.GetValueOrDefault(network.SubNetwork)));
        return new
        {
            section.Name,
            section.Source.StorePath,
            section.Source.ModelFolder,
            section.Source.Tasks,
            section.Source.Algorithm,
            section.Source.Budget,
            section.Source.SearchSplit,
            section.Source.SearchesProbability,
            Objectives = section.Source.Objectives.Select(objective => new { objective.Name, objective.Unit, Maximise = objective.Direction == Search.Direction.Maximise }),
            section.FullWidths,
            section.FullHeads,
            Networks = Full(section) is { } full ? evaluated.Append(full) : evaluated,
            FullNetwork = section.Members.Count > 0 ? section.Members[0].SubNetwork.ToString() : null,
            Chosen = section.Chosen?.SubNetwork.ToString(),
            Hypervolume = section.Hypervolume.Values,
            section.Hypervolume.FirstBatch,
            section.Hypervolume.Problem,
            OtherDocuments = BaselineComparison.OtherDocuments(section, baselines),
        };
    }

    /// <summary>The full network, where it was tested but not evaluated by the search itself.</summary>
    private static object? Full(ReportSection section)
    {
        if (section.Members.Count == 0 || section.Networks.Any(network => network.SubNetwork == section.Members[0].SubNetwork))
            return null;
        var full = section.Members[0];
        return Network(new EvaluatedNetwork(0, full.SubNetwork, full.Parameters, full.Bytes, [], [], 0, IsKnee: false, IsComplete: true), full);
    }

    private static object Network(EvaluatedNetwork network, FrontMember? tested) => new
    {
        network.Evaluation,
        Architecture = JsonNode.Parse(SubNetworkJson.Print(network.SubNetwork)),
        network.Parameters,
        network.Bytes,
        network.Values,
        Search = network.Accuracies.ToDictionary(accuracy => accuracy.Task, accuracy => Pair(accuracy.Value, accuracy.StandardError)),
        Front = network.FrontId,
        Knee = network.IsKnee,
        Complete = network.IsComplete,
        Test = tested is null ? null : new
        {
            Accuracy = Ends(tested.Accuracy),
            Difference = Ends(tested.Difference),
            Int8 = Ends(tested.Int8Accuracy),
            tested.Int8Bytes,
            Tasks = tested.TestAccuracies.ToDictionary(accuracy => accuracy.Task, accuracy => Pair(accuracy.Value, accuracy.StandardError)),
        },
    };

    private static double?[] Pair(double value, double standardError) => [Finite(value), Finite(standardError)];

    private static double?[]? Ends(ConfidenceInterval? interval) =>
        interval is { } known ? [Finite(known.Estimate), Finite(known.Lower), Finite(known.Upper)] : null;

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
