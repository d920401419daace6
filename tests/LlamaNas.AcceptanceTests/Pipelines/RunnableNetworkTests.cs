using LlamaNas.AcceptanceTests.Cli;
using LlamaNas.Measurement;
using LlamaNas.Networks;
using LlamaNas.Pipelines;
using LlamaNas.Quantization;
using LlamaNas.Spaces;

namespace LlamaNas.AcceptanceTests.Pipelines;

/// <summary>What a precision runs, on the tiny model.</summary>
public sealed class RunnableNetworkTests : IDisposable
{
    private readonly TinyModelFolder _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData(Precision.BFloat16, typeof(DenseLinear))]
    [InlineData(Precision.Int8, typeof(Int8Linear))]
    [InlineData(Precision.Int4, typeof(GroupLinear))]
    public void A_precision_runs_maps_of_its_kind(Precision precision, Type map)
    {
        using var session = ModelSession.Open(_tiny["model"], precision);

        using var runnable = new RunnableNetwork(session, SubNetwork.Full(session.Config), precision);

        Assert.All(runnable.Network.Weights.Layers, layer => Assert.IsType(map, layer.Down));
        Assert.NotEmpty(GenerationStage.Run(session, SubNetwork.Full(session.Config), new GenerationSettings { Prompt = "The", Raw = true, MaximumTokens = 2, Precision = precision }, TestContext.Current.CancellationToken).ToArray());
    }
}
