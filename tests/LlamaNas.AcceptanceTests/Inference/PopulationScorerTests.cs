using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tests;
using LlamaNas.Tokens;

namespace LlamaNas.AcceptanceTests.Inference;

public sealed class PopulationScorerTests
{
    // TruthfulQA's documents share a prompt, ARC's do not.
    [Theory]
    [InlineData(ElementType.BFloat16, "truthfulqa_mc1")]
    [InlineData(ElementType.BFloat16, "arc_easy")]
    [InlineData(ElementType.Float32, "truthfulqa_mc1")]
    public void Networks_of_a_real_model_score_together_bit_for_bit_as_alone(ElementType type, string task)
    {
        var folder = SharedFolder.SmolLm2();
        using var checkpoint = Checkpoint.Open(folder);
        using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = type });
        var documents = PreparedTask.Create(
            TaskCatalog.Load(task), SharedFolder.Find("data"), LlamaTokenizer.Open(folder), checkpoint.Config.MaximumPositions, new EvaluationOptions { Limit = 4 }).Encoded;
        SubNetwork[] population = [First(layers: 24, width: 1536), First(layers: 27, width: 1536), First(layers: 27, width: 768)];

        var together = new PopulationScorer(network, population, tokensPerBatch: 300).Score(documents)
            .ToDictionary(score => (score.Network, score.Document.Index), score => score.Document);

        foreach (var (index, subNetwork) in population.Index())
            Assert.All(new LogLikelihoodScorer(network, subNetwork, tokensPerBatch: 300).Score([.. documents]), alone => Assert.Equal(alone, together[(index, alone.Index)]));
    }

    // The last layer has the given width, those before it are whole.
    private static SubNetwork First(int layers, int width) =>
        new() { Layers = [.. Enumerable.Range(0, layers)], FeedForwardWidths = [.. Enumerable.Repeat(1536, layers - 1), width] };
}
