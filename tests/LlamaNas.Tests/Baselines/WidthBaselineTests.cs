using LlamaNas.Baselines;
using LlamaNas.Measurement;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Baselines;

public sealed class WidthBaselineTests
{
    static WidthBaselineTests() => NativeEngine.Load();

    private static readonly int[] Tokens = [3, 1, 4, 1, 5, 9, 2, 6];

    public static TheoryData<string> Names { get; } = [.. BaselineCatalog.All.OfType<WidthBaseline>().Select(baseline => baseline.Name), "flap"];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_parameters_are_just_below_what_is_allowed(string name)
    {
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);

        foreach (var pruned in BaselineCatalog.Find([name]).Single().Prune(subject, [0.15, 0.3]))
        {
            using (pruned)
            {
                Assert.InRange(pruned.Parameters, subject.Target(pruned.Reduction) * 0.9, subject.Target(pruned.Reduction));
                Assert.Equal(2 * pruned.Parameters, pruned.Bytes);
                Assert.True(BaselineSubjects.Logits(pruned.Network, pruned.SubNetwork, Tokens).isfinite().all().item<bool>());
            }
        }
    }

    [Fact]
    public void Reordering_channels_and_heads_keeps_the_function()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        using var draft = new WeightDraft(network);
        OrderedWeights.Apply(draft, ChannelScores.Wanda(BaselineSubjects.Of(network)));
        using var reordered = draft.Build(network.Options);

        var full = SubNetwork.Full(network.Config);

        Assert.True(BaselineSubjects.Logits(network, full, Tokens).allclose(BaselineSubjects.Logits(reordered, full, Tokens), 1e-4, 1e-4));
    }

    [Fact]
    public void Uniform_plans_narrow_every_layer_alike()
    {
        var plan = UniformPlan.Channels(TinyModels.Config, [0, 1, 2], ParameterCount.Of(TinyModels.Config) - (3 * 3 * 16 * 6));

        Assert.Equal([new LayerPlan(2, 18), new LayerPlan(2, 18), new LayerPlan(2, 18)], plan.Layers);
    }

    [Fact]
    public void Llm_pruner_leaves_the_first_layers_whole()
    {
        using var network = LlamaNas.Networks.SuperNetwork.Random(TinyModels.Config with { FeedForwardWidths = [.. Enumerable.Repeat(24, 8)] }, seed: 1);

        using var pruned = WidthBaseline.LlmPruner.Prune(BaselineSubjects.Of(network), [0.1]).Single();

        Assert.Equal(24, pruned.SubNetwork.FeedForwardWidths[0]);
        Assert.InRange(pruned.SubNetwork.FeedForwardWidths[3], 1, 23);
    }
}
