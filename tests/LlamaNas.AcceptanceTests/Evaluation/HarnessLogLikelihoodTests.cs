using LlamaNas.Checkpoints;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tests;
using LlamaNas.Tests.Evaluation;
using LlamaNas.Tokens;

namespace LlamaNas.AcceptanceTests.Evaluation;

/// <summary>lm-eval 0.4.13 on SmolLM2-135M-Instruct in FP32: <c>../shared/goldens/lm_eval</c>. 15 documents of each file; all with LLAMA_NAS_FULL=1.</summary>
public sealed class HarnessLogLikelihoodTests
{
    private const double Tolerance = 2e-3;

    [Theory, MemberData(nameof(HarnessGolden.Files), MemberType = typeof(HarnessGolden))]
    public void Every_request_has_the_harness_log_likelihood(string file)
    {
        var golden = HarnessGolden.Read(file);
        var documents = Extent.IsWhole ? golden.Documents : Math.Min(15, golden.Documents);
        var folder = SharedFolder.SmolLm2();
        using var checkpoint = Checkpoint.Open(folder);
        using var network = SuperNetwork.Load(checkpoint);
        var encoder = new RequestEncoder(LlamaTokenizer.Open(folder), BeginOfSequencePolicy.Never, checkpoint.Config.MaximumPositions);
        EquatableArray<DocumentRequests> requests = [.. golden.Matched().Take(documents)];
        var encoded = requests.Select(document => new EncodedDocument(file, [.. document.Requests.Select(encoder.Encode)])).ToArray();

        var scored = new LogLikelihoodScorer(network, SubNetwork.Full(network.Config)).Score(encoded).OrderBy(document => document.Index).ToArray();

        foreach (var (sample, document) in golden.Samples.Zip(scored))
            Assert.All(HarnessGolden.LogLikelihoods(sample).Zip(document.LogLikelihoods), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        var result = Evaluator.Summarise(TaskCatalog.Load(golden.Task), requests, [.. scored.Select(document => document.LogLikelihoods)], 0, 0, 0);
        foreach (var (sample, document) in golden.Samples.Zip(result.Documents))
        {
            foreach (var (metric, score) in result.Metrics.Zip(document.Scores))
                Assert.Equal(sample.GetProperty(metric.Name).GetDouble(), score, golden.Task == "truthfulqa_mc2" ? Tolerance : 0);
        }
    }
}
