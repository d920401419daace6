using System.Globalization;
using System.Text;
using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Tokens;

namespace LlamaNas.Benchmarks;

/// <summary>How many tokens does scoring compute, against one request at a time? The bound is one trie over all requests of a task.</summary>
internal static class TokenSharing
{
    private static readonly (string Task, int FewShot, int? Limit)[] Cases =
    [
        ("arc_easy", 0, null), ("arc_challenge", 0, null), ("hellaswag", 0, null), ("piqa", 0, null), ("winogrande", 0, null), ("mmlu", 0, null),
        ("mmlu", 5, null), ("truthfulqa_mc1", 0, null), ("arc_challenge", 5, 200),
    ];

    public static string Run(BenchmarkSettings settings)
    {
        using var checkpoint = Checkpoint.Open(settings.Model);
        var tokenizer = LlamaTokenizer.Open(settings.Model);
        var text = new StringBuilder("# Tokens computed, against one request at a time\n\n| task | shots | documents | requests | tokens one by one | computed | share | bound |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var (name, fewShot, limit) in Cases)
        {
            var task = PreparedTask.Create(
                TaskCatalog.Load(name), settings.Data, tokenizer, checkpoint.Config.MaximumPositions, new EvaluationOptions { FewShot = fewShot, Limit = limit });
            var computed = ScoringPlan.Create(task.Encoded, tokensPerBatch: 512).Groups
                .Sum(group => group.Prefix.Count + group.Batches.Sum(batch => batch.Documents.Sum(document => (long)document.Tree.Tokens.Length)));
            var requests = task.Encoded.SelectMany(document => document.Requests).ToArray();
            double all = task.TokensWithoutSharing;
            var bound = TokenTree.Build([.. requests], prefixLength: 0).Tokens.Length;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {fewShot} | {task.Documents.Count} | {requests.Length} | {all:N0} | {computed:N0} | {100 * computed / all:F1} % | {100 * bound / all:F1} % |");
            Console.Error.WriteLine($"{name} {fewShot} shots done");
        }

        return text.ToString();
    }
}
