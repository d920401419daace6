using LlamaNas.Baselines;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Baselines;

public sealed class CalibrationTests
{
    [Fact]
    public void The_same_seed_draws_the_same_pieces()
    {
        var texts = Enumerable.Range(0, 5).Select(seed => BaselineSubjects.Tokens(seed, 50, 40)).ToArray();

        var (first, second) = (Calibration.Draw(texts, 7, 16, seed: 1), Calibration.Draw(texts, 7, 16, seed: 1));

        Assert.Equal(7, first.Sequences.Count);
        Assert.All(first.Sequences.Zip(second.Sequences), pair => Assert.Equal(pair.First, pair.Second));
        Assert.All(first.Sequences, piece => Assert.Equal(16, piece.Length));
    }

    [Fact]
    public void Texts_that_are_too_short_are_refused_with_the_length()
    {
        var error = Assert.Throws<LlamaNasException>(() => Calibration.Draw([[1, 2, 3]], 2, 16, seed: 1));

        Assert.Contains("16 tokens", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_does_not_depend_on_what_is_scored_beside_it()
    {
        using var network = TinyModels.Network();
        var text = BaselineSubjects.Text(40);
        SubNetwork[] networks = [SubNetwork.Full(network.Config), new() { Layers = [0, 2], FeedForwardWidths = [24, 12] }];

        var together = text.Losses(network, [networks[1], networks[0], networks[1]]);

        Assert.Equal(text.Losses(network, [networks[1]])[0], together[0]);
        Assert.Equal(together[0], together[2]);
        Assert.NotEqual(together[0], together[1]);
    }

    [Fact]
    public void An_unknown_baseline_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<UsageException>(() => BaselineCatalog.Find(["gzip"]));

        Assert.Contains("shortgpt", error.Message, StringComparison.Ordinal);
    }
}
