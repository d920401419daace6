using LlamaNas.Baselines;
using LlamaNas.Measurement;
using LlamaNas.Tensors;

namespace LlamaNas.Tests.Baselines;

public sealed class UnreachableSizeTests
{
    static UnreachableSizeTests() => NativeEngine.Load();

    public static TheoryData<string> Names { get; } = [.. BaselineCatalog.All.Where(baseline => baseline is not SparseBaseline).Select(baseline => baseline.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_method_that_ends_above_the_size_says_which_size_it_reaches_and_what_to_do(string name)
    {
        var error = Refusal(name);

        Assert.StartsWith($"{name}: a reduction of 99 % leaves 65 of 6512 parameters", error.Message, StringComparison.Ordinal);
        Assert.Contains($"has {error.SmallestParameters} (", error.Message, StringComparison.Ordinal);
        Assert.Contains($"smaller --reductions, or leave {name} out of --baselines", error.Message, StringComparison.Ordinal);
    }

    // 640 of the embedding, 16 of the last norm, and what is left of the layers.
    [Theory]
    [InlineData("last-layers", 656 + 768 + 1152 + 32)]                       // one layer
    [InlineData("random", 656 + 768 + (3 * 16 * 6) + 32)]                    // one layer with a quarter of its channels
    [InlineData("uniform-prefix", 656 + (3 * (768 + (3 * 16) + 32)))]        // one channel a layer
    [InlineData("wanda-sp", 656 + (3 * (384 + (3 * 16) + 32)))]              // one channel and one of two heads a layer
    [InlineData("flap", 656 + (3 * (384 + (3 * 16) + 32)) + (2 * 3 * 16))]   // and two biases a layer
    [InlineData("slicegpt", 640 + 8 + (3 * (384 + 576 + 16 + (2 * 64))))]    // 8 of 16 directions, two embeddings, two shortcuts a layer
    [InlineData("evopress", 656 + 768 + 16)]                                 // one attention block
    public void The_smallest_size_is_that_of_the_least_that_stays(string name, long parameters) => Assert.Equal(parameters, Refusal(name).SmallestParameters);

    [Theory]
    [InlineData("shortgpt")]
    [InlineData("sleb")]
    [InlineData("uniform-importance")]
    [InlineData("wanda-sp")]
    [InlineData("flap")]
    [InlineData("llm-pruner")]
    [InlineData("slicegpt")]
    [InlineData("blockpruner")]
    [InlineData("evopress")]
    [InlineData("random")]
    public void The_smallest_size_is_reached(string name)
    {
        var smallest = Refusal(name).SmallestParameters;
        using var network = TinyModels.Network();
        var reduction = 1 - ((smallest + 0.5) / ParameterCount.Of(network.Config));

        using var pruned = BaselineCatalog.Find([name]).Single().Prune(BaselineSubjects.Of(network), [reduction]).Single();

        Assert.Equal(smallest, pruned.Parameters);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Smaller_reductions_are_served_before_the_refusal(string name)
    {
        using var network = TinyModels.Network();
        using var networks = BaselineCatalog.Find([name]).Single().Prune(BaselineSubjects.Of(network), [0.2, 0.99]).GetEnumerator();

        Assert.True(networks.MoveNext());
        networks.Current.Dispose();
        Assert.Throws<UnreachableSizeException>(() => networks.MoveNext());
    }

    private static UnreachableSizeException Refusal(string name)
    {
        using var network = TinyModels.Network();
        return Assert.Throws<UnreachableSizeException>(() => BaselineCatalog.Find([name]).Single().Prune(BaselineSubjects.Of(network), [0.99]).ToArray());
    }
}
