using LlamaNas.Baselines;
using LlamaNas.Tensors;

namespace LlamaNas.Tests.Baselines;

/// <summary>What a comparison has stored is scored and trained again without pruning anew.</summary>
public sealed class RecallTests
{
    static RecallTests() => NativeEngine.Load();

    [Theory]
    [InlineData("shortgpt")]
    [InlineData("blockpruner")]
    [InlineData("multipruner")]
    [InlineData("random")]
    public void A_recalled_network_computes_what_the_pruned_one_did(string method)
    {
        using var network = TinyModels.Network();
        var (baseline, subject) = (BaselineCatalog.Find([method]).Single(), BaselineSubjects.Of(network));
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var networks = baseline.Prune(subject, [0.2]).GetEnumerator();
        Assert.True(networks.MoveNext());
        using var pruned = networks.Current;
        using var recalled = baseline.Recall(subject, 0.2, pruned.SubNetwork);

        Assert.NotNull(recalled);
        Assert.Equal(pruned.Parameters, recalled.Parameters);
        Assert.True(Logits(pruned).Equals(Logits(recalled)));
    }

    [Theory]
    [InlineData("flap")]
    [InlineData("slicegpt")]
    [InlineData("sparsegpt")]
    public void Weights_that_an_architecture_does_not_tell_are_not_recalled(string method)
    {
        using var network = TinyModels.Network();

        Assert.Null(BaselineCatalog.Find([method]).Single().Recall(BaselineSubjects.Of(network), 0.2, LlamaNas.Spaces.SubNetwork.Full(network.Config)));
    }

    private static TorchSharp.torch.Tensor Logits(PrunedNetwork pruned) => BaselineSubjects.Logits(pruned.Network, pruned.SubNetwork, [3, 1, 4, 1, 5]);
}
