using LlamaNas.Baselines;
using LlamaNas.Checkpoints;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Baselines;

public sealed class InputMomentsTests
{
    static InputMomentsTests() => NativeEngine.Load();

    [Fact]
    public void Moments_are_those_of_each_channel_over_all_tokens()
    {
        using var scope = NewDisposeScope();
        using var network = TinyModels.Network();
        var text = BaselineSubjects.Text(network.Config.VocabularySize).Sequences;
        var seen = new List<Tensor>();
        LinearInputs.Observe(network, text, (layer, part, input) =>
        {
            if ((layer, part) == (1, TensorNames.Down))
                seen.Add(input.to(float64).clone().DetachFromDisposeScope());
        });
        var all = cat([.. seen], 0);
        seen.ForEach(part => part.Dispose());

        var moments = InputMoments.Measure(network, text);

        var own = moments[(1, TensorNames.Down)];
        Assert.True(own.Norms.allclose(all.Squared().sum([0]).sqrt().to(float32), 1e-4, 1e-6));
        Assert.True(own.Means.allclose(all.mean([0]).to(float32), 1e-4, 1e-6));
        Assert.True(own.Variances.allclose(all.var([0]).to(float32), 1e-3, 1e-6));
        Assert.Equal(24, own.Norms.shape[0]);
        foreach (var moment in moments.Values)
            moment.Dispose();
    }
}
