using LlamaNas.Pipelines;

namespace LlamaNas.Tests.Pipelines;

/// <summary>Rows without networks.</summary>
internal static class ComparisonRows
{
    public static ComparisonRow Of(string method, long parameters, bool tuned, params float[] outcomes) => new()
    {
        Method = method,
        Reduction = 1 - (parameters / 100.0),
        Parameters = parameters,
        Bytes = 2 * parameters,
        Tuned = tuned,
        Seconds = 1.5,
        Architecture = """{"layers":[0,2],"ffn_widths":[24,12]}""",
        Scores = new Dictionary<string, ComparisonScore>
        {
            ["arc_easy"] = new("acc_norm", Math.Round(outcomes.Average(), 6), 0.1, [.. outcomes]),
            ["wikitext_tokens"] = new("token_perplexity", 31.5, double.NaN, [-4, -5]),
        },
    };

    public static float[] Right(int right, int all) => [.. Enumerable.Range(0, all).Select(index => index < right ? 1f : 0f)];
}
