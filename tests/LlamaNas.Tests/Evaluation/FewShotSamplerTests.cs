using System.Text.Json;
using LlamaNas.Evaluation;

namespace LlamaNas.Tests.Evaluation;

/// <summary>Expected draws: CPython 3.11, <c>r = random.Random(1234); r.sample(range(n), k)</c> once a document.</summary>
public sealed class FewShotSamplerTests
{
    private static readonly TaskDefinition Task = (TaskDefinition)TaskFile.Parse(
        "task: t\ncontext: \"{q}\"\nchoices: [a, b]\ntarget: {always: 0}\nmetrics: [acc]", "t.yaml");

    [Fact]
    public void Shots_from_another_file_are_drawn_anew_for_each_document()
    {
        var sampler = new FewShotSampler(Task with { FewShot = new FewShotSource("train.jsonl", "random") }, Documents(20), 3);

        Assert.Equal([14, 3, 0], Next(sampler, 0));
        Assert.Equal([2, 18, 1], Next(sampler, 1));
        Assert.Equal([2, 3, 11], Next(sampler, 2));
    }

    [Fact]
    public void Shots_from_the_task_itself_are_one_more_without_the_document()
    {
        var sampler = new FewShotSampler(Task with { FewShot = new FewShotSource(null, "random") { HasSpare = true } }, Documents(6), 3);

        Assert.Equal([3, 4, 5], Next(sampler, 0));
        Assert.Equal([4, 0, 5], Next(sampler, 1));
        Assert.Equal([1, 0, 3], Next(sampler, 2));
        Assert.Equal([0, 2, 4], Next(sampler, 3));
    }

    [Fact]
    public void A_large_pool_is_drawn_from_without_repetition()
    {
        var sampler = new FewShotSampler(Task with { FewShot = new FewShotSource("train.jsonl", "random") }, Documents(1267), 6);

        Assert.Equal([902, 239, 15, 185, 1192, 71], Next(sampler, 0));
        Assert.Equal([171, 201, 726, 484, 35, 63], Next(sampler, 1));
    }

    [Fact]
    public void The_first_shots_are_the_same_for_every_document()
    {
        var sampler = new FewShotSampler(Task with { FewShot = new FewShotSource("dev.jsonl", "first") }, Documents(5), 2);

        Assert.Equal([0, 1], Next(sampler, 3));
        Assert.Equal([0, 1], Next(sampler, 4));
    }

    [Fact]
    public void Too_small_a_pool_is_explained()
    {
        var sampler = new FewShotSampler(Task with { FewShot = new FewShotSource("train.jsonl", "random") }, Documents(2), 3);

        var exception = Assert.Throws<UsageException>(() => Next(sampler, 0));

        Assert.Contains("2 documents to take shots from, but 3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_harness_drew_its_ARC_shots_in_this_order()
    {
        var golden = HarnessGolden.Read("arc_challenge_fp32_5shot_0-40");

        var drawn = HarnessShotPool.Drawn(golden.FewShot, golden.Samples);

        Assert.All(drawn.Values, documents => Assert.Single(documents));
        Assert.Equal(drawn.Values.Select(documents => documents[0].Id).Order(), drawn.Values.Select(documents => documents[0].Id));
    }

    private static int[] Next(FewShotSampler sampler, int document) => [.. sampler.Next(Documents(document + 1)[document]).Select(shot => shot.Id)];

    private static TaskDocument[] Documents(int count)
    {
        using var columns = JsonDocument.Parse("""{"q":"?"}""");
        var root = columns.RootElement.Clone();
        return [.. Enumerable.Range(0, count).Select(id => new TaskDocument(id, root, $"line {id + 1}"))];
    }
}
