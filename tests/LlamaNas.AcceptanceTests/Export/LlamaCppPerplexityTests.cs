using LlamaNas.Checkpoints;
using LlamaNas.Export;
using LlamaNas.Networks;
using LlamaNas.Tests;
using LlamaNas.Tokens;
using static TorchSharp.torch;

namespace LlamaNas.AcceptanceTests.Export;

/// <summary>
/// Perplexity of WikiText-2's test text in llama.cpp, of the exported file, against this library in FP32: windows of 512 tokens, each from its start. 2 windows
/// in the gate; 20 kB of text with LLAMA_NAS_FULL=1.
/// </summary>
public sealed class LlamaCppPerplexityTests : IDisposable
{
    private const int Window = 512, TextLength = 20_000;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, GgufPrecision.Float16)]
    [InlineData(0, GgufPrecision.BFloat16)]
    [InlineData(1, GgufPrecision.Float16)]
    [InlineData(3, GgufPrecision.Float16)]
    public void Sixteen_bits_give_this_library_s_perplexity_within_a_hundredth(int golden, GgufPrecision precision)
    {
        Extent.SkipUnless(golden == 3 || precision == GgufPrecision.BFloat16);
        var (own, other) = Perplexities(golden, precision);

        TestContext.Current.TestOutputHelper?.WriteLine($"sub-network {golden}, {precision}: {own:F3} here, {other:F3} in llama.cpp");
        Assert.InRange(other / own, 0.99, 1.01);
    }

    [Theory]
    [InlineData(0, GgufPrecision.Q4, 1.25)]
    [InlineData(0, GgufPrecision.Q4K, 1.15)]
    public void Four_bits_load_and_cost_little_perplexity(int golden, GgufPrecision precision, double most)
    {
        Extent.SkipUnless(precision == GgufPrecision.Q4K);
        var (own, other) = Perplexities(golden, precision);

        TestContext.Current.TestOutputHelper?.WriteLine($"sub-network {golden}, {precision}: {own:F3} here in FP32, {other:F3} in llama.cpp");
        Assert.InRange(other / own, 0.95, most);
    }

    private (double Own, double Other) Perplexities(int golden, GgufPrecision precision)
    {
        LlamaCppRequest.Require();
        using var checkpoint = Checkpoint.Open(SharedFolder.SmolLm2());
        using var network = SuperNetwork.Load(checkpoint);
        var subNetwork = LlamaCppRequest.SubNetworkOf(golden);
        var text = File.ReadAllText(SharedFolder.Find("data/wikitext2_test.txt"))[..TextLength];
        var windows = LlamaTokenizer.Open(checkpoint.Folder).Encode(text).Chunk(Window).Where(window => window.Length > 1).Take(Extent.IsWhole ? int.MaxValue : 2).ToArray();
        GgufExporter.Write(network, subNetwork, TokenVocabulary.Open(checkpoint.Folder), _folder["network.gguf"], precision);

        var answer = LlamaCppRequest.Ask(_folder, _folder["network.gguf"], windows, texts: [], tokens: 0);

        return (Perplexity(windows.SelectMany(window => LogProbabilities(network, subNetwork, window))), Perplexity(answer.LogProbabilities.SelectMany(values => values)));
    }

    private static double Perplexity(IEnumerable<double> logProbabilities) => Math.Exp(-logProbabilities.Average());

    private static double[] LogProbabilities(SuperNetwork network, LlamaNas.Spaces.SubNetwork subNetwork, int[] ids)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var tokens = tensor(ids.Select(id => (long)id).ToArray());
        using var pattern = new CausalBatch(1, ids.Length);
        var scores = nn.functional.log_softmax(network.Logits(network.Forward(tokens, pattern, subNetwork)).narrow(0, 0, ids.Length - 1), 1);
        return [.. scores.gather(1, tokens.narrow(0, 1, ids.Length - 1).unsqueeze(1)).squeeze(1).data<float>().Select(value => (double)value)];
    }
}
