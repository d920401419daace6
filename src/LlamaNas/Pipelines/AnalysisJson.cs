using System.Text.Json;
using System.Text.Json.Nodes;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Pipelines;

/// <summary>An analysis as JSON: scores and shares from 0 to 1, null for what cannot be computed.</summary>
internal static class AnalysisJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Tasks with their layers and knees, correlations, transfers, and the front over all tasks.</summary>
    public static string Write(FrontAnalysis analysis) => new JsonObject
    {
        ["tasks"] = List(analysis.Tasks, Task),
        ["correlations"] = List(analysis.Correlations, pair => new JsonObject
        {
            ["first"] = pair.First,
            ["second"] = pair.Second,
            ["networks"] = pair.Networks,
            ["tau"] = Number(pair.Tau),
            ["p"] = Number(pair.PValue),
        }),
        ["transfers"] = List(analysis.Transfers, transfer => new JsonObject
        {
            ["from"] = transfer.From,
            ["to"] = transfer.To,
            ["members"] = transfer.Members,
            ["score"] = Number(transfer.Accuracy),
            ["loss"] = Interval(transfer.Loss),
            ["against_own"] = transfer.AgainstOwn is not { } own ? null : new JsonObject
            {
                ["pairs"] = own.Pairs,
                ["own_smaller_by"] = Number(own.Smaller),
                ["difference"] = Interval(own.Difference),
                ["p"] = Number(own.PValue),
            },
        }),
        ["everything"] = List(analysis.Everything, row => Network(row.Network, row.Parameters, row.Accuracy)),
    }.ToJsonString(Indented);

    private static JsonObject Task(TaskAnalysis task) => new()
    {
        ["name"] = task.Name,
        ["candidates"] = task.Candidates,
        ["front"] = task.Front,
        ["knee"] = Network(task.Knee, task.KneeParameters, task.KneeAccuracy),
        ["layers"] = List(task.Layers, layer => new JsonObject
        {
            ["layer"] = layer.Layer,
            ["feed_forward"] = Number(layer.FeedForward),
            ["feed_forward_of_all"] = Number(layer.FeedForwardOfAll),
            ["attention"] = Number(layer.Attention),
            ["attention_of_all"] = Number(layer.AttentionOfAll),
            ["p"] = Number(layer.PValue),
        }),
    };

    private static JsonObject Network(SubNetwork network, long parameters, double score) => new()
    {
        ["parameters"] = parameters,
        ["score"] = Number(score),
        ["architecture"] = JsonNode.Parse(SubNetworkJson.Print(network)),
    };

    private static JsonObject Interval(ConfidenceInterval interval) => new()
    {
        ["estimate"] = Number(interval.Estimate),
        ["lower"] = Number(interval.Lower),
        ["upper"] = Number(interval.Upper),
    };

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode> node) => [.. items.Select(node)];

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
