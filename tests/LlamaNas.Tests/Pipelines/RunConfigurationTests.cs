using LlamaNas.Pipelines;
using LlamaNas.Training;

namespace LlamaNas.Tests.Pipelines;

public sealed class RunConfigurationTests
{
    [Theory]
    [InlineData("model:", 1)]
    [InlineData("data: data\nmodel: ~", 2)]
    [InlineData("searches:\n  - null", 2)]
    [InlineData("searches:\n  - tasks:\n    -", 3)]
    public void An_empty_value_is_refused_with_its_line(string yaml, int line)
    {
        var message = Assert.Throws<UsageException>(() => RunConfiguration.Parse(yaml, "run.yaml")).Message;

        Assert.StartsWith($"run.yaml, line {line}: a value is empty.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_refused() =>
        Assert.Contains("empty", Assert.Throws<UsageException>(() => RunConfiguration.Parse("---\n", "run.yaml")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("random_only", SubNetworkStrategy.RandomOnly)]
    [InlineData("full_only", SubNetworkStrategy.FullOnly)]
    [InlineData("sandwich", SubNetworkStrategy.Sandwich)]
    [InlineData("RandomOnly", SubNetworkStrategy.RandomOnly)]
    public void Words_are_written_with_underscores(string word, SubNetworkStrategy strategy)
    {
        var finetune = RunConfiguration.Parse(
            $"model: m\ndata: d\noutput: o\nsearches: [{{tasks: [arc_easy]}}]\nfinetune: {{strategy: {word}, sampling: size_spread, channel_order: prefix, activations: recompute}}", "run.yaml").Finetune!;

        Assert.Equal((strategy, SubNetworkSampling.SizeSpread, ActivationMemory.Recompute), (finetune.Strategy, finetune.Sampling, finetune.Activations));
    }
}
