using LlamaNas.Baselines;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Baselines;

public sealed class SliceGptTests
{
    static SliceGptTests() => NativeEngine.Load();

    private static readonly int[] Tokens = [3, 1, 4, 1, 5, 9, 2, 6];

    [Fact]
    public void Fusing_the_norms_keeps_the_function()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        using (no_grad())
            network.Parameters["model.layers.1.input_layernorm.weight"].narrow(0, 0, 5).Fill(1.7f);
        using var draft = SliceGpt.Fuse(network);
        using var fused = draft.Build(network.Options);

        Assert.True(Logits(network).allclose(Logits(fused), 1e-4, 1e-4));
    }

    [Fact]
    public void Rotation_without_slicing_keeps_the_function()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        var subject = BaselineSubjects.Of(network);
        using var draft = SliceGpt.Fuse(network);
        var bases = SliceGpt.Bases(subject, draft);

        using var rotated = new SliceGpt().Slice(subject, draft, bases, width: 16, reduction: 0);

        Assert.True(Logits(network).allclose(BaselineSubjects.Logits(rotated.Network, rotated.SubNetwork, Tokens), 1e-3, 1e-3));
    }

    [Fact]
    public void The_bases_are_orthogonal()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        using var draft = SliceGpt.Fuse(network);

        var bases = SliceGpt.Bases(BaselineSubjects.Of(network), draft);

        Assert.Equal(7, bases.Length);
        Assert.All(bases, basis => Assert.True(basis.t().matmul(basis).allclose(eye(16), 1e-4, 1e-4)));
    }

    [Fact]
    public void Principal_components_lose_less_than_random_ones()
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();
        var subject = BaselineSubjects.Of(network);
        using var draft = SliceGpt.Fuse(network);
        var bases = SliceGpt.Bases(subject, draft);
        using var sliced = new SliceGpt().Slice(subject, draft, bases, width: 12, reduction: 0);
        using var worst = new SliceGpt().Slice(subject, draft, [.. bases.Select(basis => basis.flip(1))], width: 12, reduction: 0);

        var reference = Logits(network);
        double Error(PrunedNetwork pruned) => (BaselineSubjects.Logits(pruned.Network, pruned.SubNetwork, Tokens) - reference).Squared().sum().item<float>();

        Assert.True(Error(sliced) < Error(worst));
    }

    [Fact]
    public void Shortcuts_and_both_embeddings_are_counted()
    {
        using var network = TinyModels.Network();

        using var pruned = new SliceGpt().Prune(BaselineSubjects.Of(network), [0.2]).Single();

        Assert.Equal(pruned.Network.Parameters.Values.Sum(parameter => parameter.numel()), pruned.Parameters);
        Assert.True(pruned.Network.Parameters.ContainsKey("lm_head.weight"));
        Assert.True(pruned.Network.Parameters.ContainsKey("model.layers.0.mlp.shortcut"));
    }

    private static Tensor Logits(LlamaNas.Networks.SuperNetwork network) => BaselineSubjects.Logits(network, SubNetwork.Full(network.Config), Tokens);
}
