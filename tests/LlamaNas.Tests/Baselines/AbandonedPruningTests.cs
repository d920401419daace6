using LlamaNas.Baselines;
using LlamaNas.Tensors;
using TorchSharp;

namespace LlamaNas.Tests.Baselines;

/// <summary>What the shares of a method have in common is freed however its enumeration ends.</summary>
public sealed class AbandonedPruningTests
{
    static AbandonedPruningTests() => NativeEngine.Load();

    public static TheoryData<string> Names { get; } = ["uniform-importance", "flap", "slicegpt", "multipruner"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Leaving_after_the_first_network_frees_everything(string name)
    {
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);

        Assert.Equal(0, Leaked(() => BaselineCatalog.Find([name]).Single().Prune(subject, [0.1, 0.2]).First().Dispose()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cancelling_between_networks_frees_everything(string name)
    {
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);

        Assert.Equal(0, Leaked(() =>
        {
            using var cancellation = new CancellationTokenSource();
            using var networks = BaselineCatalog.Find([name]).Single().Prune(subject, [0.1, 0.5], cancellation.Token).GetEnumerator();
            networks.MoveNext();
            networks.Current.Dispose();
            cancellation.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() => networks.MoveNext());
        }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_size_out_of_reach_frees_everything(string name)
    {
        using var network = TinyModels.Network();
        var subject = BaselineSubjects.Of(network);

        Assert.Equal(0, Leaked(() => Assert.Throws<UnreachableSizeException>(() => BaselineCatalog.Find([name]).Single().Prune(subject, [0.99]).First())));
    }

    // The first run fills what is computed once.
    private static long Leaked(Action run)
    {
        run();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        run();
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
    }
}
