using System.Runtime.InteropServices;
using LlamaNas.Checkpoints;
using LlamaNas.Checkpoints.Gguf;
using LlamaNas.Export;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Tests.Export;

/// <summary>The file against the specification (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md) and llama.cpp's names.</summary>
public sealed class GgufExporterTests : IDisposable
{
    private const uint Float32 = 0, Float16 = 1, Q8 = 8, BFloat16 = 30;
    private static readonly int[] InterleavedHead = [0, 2, 1, 3]; // x0 x1 y0 y1 becomes x0 y0 x1 y1
    private static readonly SubNetwork Mixed = new() { Layers = [0, 2], FeedForwardWidths = [16, 24] };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_of_one_width_is_a_llama()
    {
        using var network = TinyModels.Network();

        var metadata = Export(network, SubNetwork.Full(network.Config), GgufPrecision.Float32).Metadata;

        Assert.Equal("llama", metadata["general.architecture"]);
        Assert.Equal((3u, 24u, 4u, 2u), (metadata["llama.block_count"], metadata["llama.feed_forward_length"], metadata["llama.attention.head_count"], metadata["llama.attention.head_count_kv"]));
        Assert.Equal((16u, 128u, 40u, 4u), (metadata["llama.embedding_length"], metadata["llama.context_length"], metadata["llama.vocab_size"], metadata["llama.rope.dimension_count"]));
        Assert.Equal((1e-5f, 10000f), (metadata["llama.attention.layer_norm_rms_epsilon"], metadata["llama.rope.freq_base"]));
    }

    [Fact]
    public void Widths_that_differ_make_a_deci_with_one_entry_a_layer()
    {
        using var network = TinyModels.Network();

        var metadata = Export(network, Mixed, GgufPrecision.Float32).Metadata;

        Assert.Equal("deci", metadata["general.architecture"]);
        Assert.Equal([16, 24], metadata["deci.feed_forward_length"] as object[]);
        Assert.Equal([4, 4], metadata["deci.attention.head_count"] as object[]);
        Assert.Equal([2, 2], metadata["deci.attention.head_count_kv"] as object[]);
        Assert.Equal("""{"layers":[0,2],"ffn_widths":[16,24]}""", metadata["llama_nas.sub_network"]);
    }

    [Fact]
    public void Every_weight_reads_back_exactly()
    {
        using var network = TinyModels.Network();

        var tensors = Export(network, Mixed, GgufPrecision.Float32).Tensors;

        Assert.Equal(2 + 2 * 9, tensors.Count);
        AssertSame(tensors["token_embd.weight"], network.Parameters[TensorNames.Embedding]);
        AssertSame(tensors["output_norm.weight"], network.Parameters[TensorNames.FinalNorm]);
        AssertSame(tensors["blk.1.attn_norm.weight"], network.Parameters[TensorNames.Layer(2, TensorNames.InputNorm)]);
        AssertSame(tensors["blk.1.attn_v.weight"], network.Parameters[TensorNames.Layer(2, TensorNames.Value)]);
        AssertSame(tensors["blk.1.attn_output.weight"], network.Parameters[TensorNames.Layer(2, TensorNames.Output)]);
        AssertSame(tensors["blk.0.ffn_gate.weight"], network.Parameters[TensorNames.Layer(0, TensorNames.Gate)].narrow(0, 0, 16));
        AssertSame(tensors["blk.0.ffn_up.weight"], network.Parameters[TensorNames.Layer(0, TensorNames.Up)].narrow(0, 0, 16));
        AssertSame(tensors["blk.0.ffn_down.weight"], network.Parameters[TensorNames.Layer(0, TensorNames.Down)].narrow(1, 0, 16));
    }

    [Theory]
    [InlineData("attn_q", TensorNames.Query)]
    [InlineData("attn_k", TensorNames.Key)]
    public void Rows_of_queries_and_keys_are_interleaved_a_head(string stored, string part)
    {
        using var network = TinyModels.Network();
        using var scope = NewDisposeScope();

        var tensor = Export(network, Mixed, GgufPrecision.Float32).Tensors[$"blk.1.{stored}.weight"];

        var rows = Enumerable.Range(0, (int)tensor.Shape[0]).Select(row => (long)(row / 4 * 4 + InterleavedHead[row % 4])).ToArray();
        AssertSame(tensor, network.Parameters[TensorNames.Layer(2, part)].index_select(0, TorchSharp.torch.tensor(rows)));
    }

    [Theory]
    [InlineData(GgufPrecision.Float32, Float32, 0u)]
    [InlineData(GgufPrecision.Float16, Float16, 1u)]
    [InlineData(GgufPrecision.BFloat16, BFloat16, 32u)]
    [InlineData(GgufPrecision.Q8, Float16, 7u)] // rows of 16 and 24 hold no block of 32
    public void Matrices_have_the_precision_and_norms_stay_single(GgufPrecision precision, uint type, uint fileType)
    {
        using var network = TinyModels.Network();

        var file = Export(network, Mixed, precision);

        Assert.Equal(fileType, file.Metadata["general.file_type"]);
        Assert.All(file.Tensors, tensor => Assert.Equal(tensor.Key.Contains("norm", StringComparison.Ordinal) ? Float32 : type, tensor.Value.Type));
    }

    [Fact]
    public void Rows_of_whole_blocks_are_stored_in_eight_bits()
    {
        using var network = SuperNetwork.Random(TinyModels.Config with { HiddenSize = 32, HeadSize = 8, FeedForwardWidths = [64, 40] }, seed: 1);

        var tensors = Export(network, SubNetwork.Full(network.Config), GgufPrecision.Q8).Tensors;

        Assert.Equal((Q8, Float16), (tensors["blk.0.ffn_down.weight"].Type, tensors["blk.1.ffn_down.weight"].Type));
        Assert.Equal(Q8, tensors["blk.1.ffn_up.weight"].Type);
        var expected = BlockEncoding.Encode(GgufElementType.Q8, MemoryMarshal.Cast<byte, float>(TensorLoader.Bytes(network.Parameters[TensorNames.Layer(0, TensorNames.Down)])).ToArray());
        Assert.Equal(expected, tensors["blk.0.ffn_down.weight"].Bytes);
    }

    [Theory]
    [InlineData(GgufPrecision.Q4, 2u, GgufElementType.Q8, GgufElementType.Q4, GgufElementType.Q4)]
    [InlineData(GgufPrecision.Q4K, 14u, GgufElementType.Q8, GgufElementType.Q4WithMinimum, GgufElementType.Q4K)]
    internal void Four_bits_are_of_the_largest_blocks_that_fill_a_row(GgufPrecision precision, uint fileType, GgufElementType embedding, GgufElementType up, GgufElementType down)
    {
        using var network = SuperNetwork.Random(TinyModels.Config with { HiddenSize = 32, HeadSize = 8, FeedForwardWidths = [256] }, seed: 1);
        var full = SubNetwork.Full(network.Config);
        GgufExporter.Write(network, full, TinyVocabulary.Of(40), _folder["out.gguf"], precision);

        using var checkpoint = Checkpoint.Open(_folder["out.gguf"]);
        using var alone = SuperNetwork.Load(checkpoint);

        GgufElementType Stored(string name) => checkpoint.Tensors[name].Storage!.Type;
        Assert.Equal(fileType, (uint)LlamaNas.Checkpoints.Gguf.GgufFile.Read(_folder["out.gguf"]).Values.Integer("general.file_type", 0));
        Assert.Equal((embedding, up, down), (Stored(TensorNames.Embedding), Stored(TensorNames.Layer(0, TensorNames.Up)), Stored(TensorNames.Layer(0, TensorNames.Down))));
        Assert.Equal(TinyParent.Logits(network, full), TinyParent.Logits(alone, full), (expected, actual) => Math.Abs(expected - actual) <= 0.02);
    }

    [Fact]
    public void Scaled_rotary_frequencies_are_written_as_divisors()
    {
        var scaling = new RopeScaling(Factor: 8, LowFrequencyFactor: 1, HighFrequencyFactor: 4, OriginalMaximumPositions: 16);
        using var network = SuperNetwork.Random(TinyModels.Config with { HeadSize = 8, RopeScaling = scaling }, seed: 1);

        var factors = Floats(Export(network, Mixed, GgufPrecision.BFloat16).Tensors["rope_freqs.weight"]);

        // Wavelengths 2 pi 10^pair: 6.28 lies between 16/4 and 16, the others beyond 16. 16 / 2 pi = 2.546: smooth (2.546 - 1) / 3 = 0.5155.
        Assert.Equal([1 / (0.48451f / 8 + 0.51549f), 8, 8, 8], factors, (expected, actual) => Math.Abs(expected - actual) < 1e-3);
    }

    [Fact]
    public void An_untied_output_projection_is_a_tensor_of_its_own()
    {
        using var network = SuperNetwork.Random(TinyModels.Config with { TiedEmbeddings = false }, seed: 1);

        AssertSame(Export(network, Mixed, GgufPrecision.Float32).Tensors["output.weight"], network.Parameters[TensorNames.Head]);
    }

    [Fact]
    public void The_same_network_gives_the_same_bytes()
    {
        using var network = TinyModels.Network(ElementType.BFloat16);
        Export(network, Mixed, GgufPrecision.Float16, "first.gguf");
        Export(network, Mixed, GgufPrecision.Float16, "second.gguf");

        Assert.Equal(File.ReadAllBytes(_folder["first.gguf"]), File.ReadAllBytes(_folder["second.gguf"]));
    }

    [Fact]
    public void A_file_that_exists_is_left_alone()
    {
        using var network = TinyModels.Network();
        _folder.Write("out.gguf", "mine");

        Assert.Contains("exists already", Assert.Throws<CheckpointException>(() => Export(network, Mixed, GgufPrecision.Float32)).Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder["out.gguf"]));
    }

    [Fact]
    public void A_weight_that_half_precision_cannot_hold_is_refused_and_no_file_stays()
    {
        using var network = TinyModels.Network();
        using (no_grad())
            network.Parameters[TensorNames.Layer(2, TensorNames.Down)].Scale(1e6);

        var message = Assert.Throws<LlamaNasException>(() => Export(network, Mixed, GgufPrecision.Float16)).Message;

        Assert.Contains("'model.layers.1.mlp.down_proj.weight' holds values that Float16 cannot", message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_cancelled_export_leaves_no_file()
    {
        using var network = TinyModels.Network();

        Assert.Throws<OperationCanceledException>(() =>
            GgufExporter.Write(network, Mixed, TinyVocabulary.Of(40), _folder["out.gguf"], GgufPrecision.Float32, new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private GgufFile Export(SuperNetwork network, SubNetwork subNetwork, GgufPrecision precision, string name = "out.gguf")
    {
        GgufExporter.Write(network, subNetwork, TinyVocabulary.Of(40), _folder[name], precision);
        return GgufFile.Read(_folder[name]);
    }

    private static float[] Floats(GgufFileTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Bytes).ToArray();

    private static void AssertSame(GgufFileTensor stored, Tensor expected)
    {
        Assert.Equal(expected.shape, stored.Shape);
        Assert.Equal(MemoryMarshal.Cast<byte, float>(TensorLoader.Bytes(expected)).ToArray(), Floats(stored));
    }
}
