using LlamaNas.Baselines;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Baselines;

/// <summary>A tiny network and a calibration text of random tokens.</summary>
internal static class BaselineSubjects
{
    public static PruningSubject Of(SuperNetwork network) => new(network, Text(network.Config.VocabularySize));

    public static Calibration Text(int vocabulary) =>
        Calibration.Draw([.. Enumerable.Range(0, 8).Select(seed => Tokens(seed, 40, vocabulary))], count: 8, length: 24, seed: 3);

    public static Tensor Logits(SuperNetwork network, SubNetwork subNetwork, int[] tokens)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var pattern = new CausalBatch(1, tokens.Length);
        return network.Logits(network.Forward(tensor(Array.ConvertAll(tokens, id => (long)id)), pattern, subNetwork)).MoveToOuterDisposeScope();
    }

    public static int[] Tokens(int seed, int count, int vocabulary)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabulary))];
    }

    /// <summary>Correlated inputs, <c>[tokens, inputs]</c>, and a weight, <c>[outputs, inputs]</c>.</summary>
    public static (Tensor Inputs, Tensor Weight) Correlated(long seed, long tokens, long inputs, long outputs)
    {
        using var generator = new Generator((ulong)seed, CPU);
        var mixing = randn(inputs, inputs, generator: generator);
        return (randn(tokens, inputs, generator: generator).matmul(mixing), randn(outputs, inputs, generator: generator));
    }
}
