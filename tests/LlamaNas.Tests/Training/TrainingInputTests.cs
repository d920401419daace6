using CsCheck;
using LlamaNas.Training;

namespace LlamaNas.Tests.Training;

public sealed class TrainingInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_array_and_lines_give_the_same_examples()
    {
        const string First = """{"instruction":"a","input":"","output":"b"}""";
        const string Second = """{"instruction":"c","output":"d"}""";

        var array = InstructionFile.Read(_folder.Write("array.json", $"[{First},\n{Second}]"));
        var lines = InstructionFile.Read(_folder.Write("lines.jsonl", $"{First}\n\n{Second}\n"));

        Assert.Equal(array, lines);
        Assert.Equal(2, lines.Count);
    }

    [Theory]
    [InlineData("{\"instruction\":\"a\",\"output\":\"b\"}\n{", "line 2: not a JSON object")]
    [InlineData("{\"instruction\":\"a\"}", "line 1: 'output' is missing")]
    [InlineData("3", "line 1: not a JSON object")]
    [InlineData("[{\"instruction\":\"a\",\"output\":1}]", "example 1: 'output' is missing")]
    [InlineData("", "no examples")]
    public void Faulty_examples_are_refused_with_their_line(string text, string reason)
    {
        var message = Assert.Throws<LlamaNasException>(() => InstructionFile.Read(_folder.Write("alpaca.jsonl", text))).Message;

        Assert.StartsWith(_folder["alpaca.jsonl"], message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_epoch_uses_every_sequence_once() => Gen.Int[1, 30].Array[1, 60].Sample(lengths =>
    {
        var sequences = lengths.Select(length => new TrainingSequence(new int[length + 1], FirstTarget: 1)).ToArray();
        var plan = new BatchPlan([.. sequences], tokensPerBatch: 64, seed: 1);
        var epoch = Enumerable.Range(0, plan.BatchesPerEpoch).SelectMany(plan.At).ToHashSet(ReferenceEqualityComparer.Instance);
        return epoch.Count == sequences.Length;
    });

    [Fact]
    public void A_batch_with_padding_stays_within_its_tokens() => Gen.Int[1, 30].Array[1, 60].Sample(lengths =>
    {
        var plan = new BatchPlan([.. lengths.Select(length => new TrainingSequence(new int[length + 1], FirstTarget: 1))], tokensPerBatch: 64, seed: 1);
        return Enumerable.Range(0, plan.BatchesPerEpoch).Select(plan.At).All(batch => batch.Count == 1 || batch.Count * batch.Max(sequence => sequence.Tokens.Length) <= 64);
    });

    [Fact]
    public void The_learning_rate_rises_to_its_peak_and_falls_to_a_tenth() => Gen.Int[20, 500].Sample(steps =>
    {
        var rates = Enumerable.Range(0, steps).Select(step => LearningRateSchedule.At(step, steps, peak: 1, warmUpShare: 0.1)).ToArray();
        var top = Array.IndexOf(rates, rates.Max());
        return rates[..top].SequenceEqual(rates[..top].Order()) && rates[top..].SequenceEqual(rates[top..].OrderDescending()) && rates.Max() <= 1 && rates[^1] is >= 0.1 and < 0.2;
    });
}
