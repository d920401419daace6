using LlamaNas.Pipelines;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Pipelines;

public sealed class LayerUseTests
{
    [Fact]
    public void Shares_count_dropped_layers_as_nothing()
    {
        Candidate[] candidates =
        [
            Candidate([0, 1, 2], [24, 24, 24]), Candidate([0, 2], [12, 24]), Candidate([0, 1], [24, 6]), Candidate([1, 2], [24, 24]),
        ];

        var use = LayerUse.Of(TinyModels.Config, candidates, [candidates[1], candidates[2]]);

        Assert.Equal((0.75, 1.0), (use[0].FeedForward, use[0].Attention));
        Assert.Equal((0.125, 0.5), (use[1].FeedForward, use[1].Attention));
        Assert.Equal((1 + 0.5 + 1 + 0) / 4, use[0].FeedForwardOfAll);
        Assert.All(use, layer => Assert.InRange(layer.PValue, 0, 1));
    }

    private static Candidate Candidate(EquatableArray<int> layers, EquatableArray<int> widths) => new(new SubNetwork { Layers = layers, FeedForwardWidths = widths }, [0.5, 1]);
}
