using LlamaNas.Inference;

namespace LlamaNas.Tests.Inference;

public sealed class TokenSamplerTests
{
    private static readonly float[] Logits = [0, MathF.Log(2), float.NegativeInfinity, MathF.Log(5)];

    [Fact]
    public void Tokens_are_drawn_by_their_probability()
    {
        var sampler = new TokenSampler(temperature: 1, seed: 1);
        var counts = new int[Logits.Length];

        for (var draw = 0; draw < 8000; draw++)
            counts[sampler.Next(Logits)]++;

        Assert.Equal([1000, 2000, 0, 5000], counts, (expected, actual) => Math.Abs(expected - actual) <= 150); // more than four standard deviations
    }

    [Fact]
    public void The_same_seed_draws_the_same_tokens()
    {
        var (first, second) = (new TokenSampler(1.5, seed: 7), new TokenSampler(1.5, seed: 7));

        Assert.Equal(Enumerable.Range(0, 50).Select(_ => first.Next(Logits)), Enumerable.Range(0, 50).Select(_ => second.Next(Logits)));
    }

    [Fact]
    public void A_low_temperature_draws_the_most_probable_token()
    {
        var sampler = new TokenSampler(temperature: 0.01, seed: 1);

        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(3, sampler.Next(Logits)));
    }
}
