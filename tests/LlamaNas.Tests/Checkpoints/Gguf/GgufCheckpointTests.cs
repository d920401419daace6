using CsCheck;
using LlamaNas.Checkpoints;
using LlamaNas.Export;
using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tests.Export;
using LlamaNas.Tokens;

namespace LlamaNas.Tests.Checkpoints.Gguf;

public sealed class GgufCheckpointTests : IDisposable
{
    private static readonly SubNetwork Mixed = new() { Layers = [0, 2], FeedForwardWidths = [16, 24] };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(GgufPrecision.Float32, ElementType.Float32)]
    [InlineData(GgufPrecision.Float16, ElementType.Float16)]
    [InlineData(GgufPrecision.BFloat16, ElementType.BFloat16)]
    public void What_was_exported_opens_as_a_checkpoint_of_the_same_function(GgufPrecision precision, ElementType stored)
    {
        using var network = TinyModels.Network(stored);
        Export(network, Mixed, precision);

        using var checkpoint = Checkpoint.Open(_folder["out.gguf"]);
        using var alone = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = stored });

        Assert.Equal(TinyModels.Config with { FeedForwardWidths = Mixed.FeedForwardWidths }, checkpoint.Config);
        Assert.Equal(stored, checkpoint.Tensors[TensorNames.Embedding].ElementType);
        Assert.Equal(TinyParent.Logits(network, Mixed), TinyParent.Logits(alone, SubNetwork.Full(alone.Config)));
    }

    [Fact]
    public void Untied_scaled_networks_come_back_whole()
    {
        var config = TinyModels.Config with { TiedEmbeddings = false, HeadSize = 8, RopeScaling = new RopeScaling(Factor: 8, LowFrequencyFactor: 1, HighFrequencyFactor: 4, OriginalMaximumPositions: 16) };
        using var network = SuperNetwork.Random(config, seed: 3);
        Export(network, SubNetwork.Full(config), GgufPrecision.Float32);

        using var checkpoint = Checkpoint.Open(_folder["out.gguf"]);

        Assert.Equal(config, checkpoint.Config);
    }

    [Fact]
    public void Published_scaling_is_recognised_by_its_effect()
    {
        var config = TinyModels.Config with { HeadSize = 64, RopeTheta = 500000, RopeScaling = RopeScaling.Published with { Factor = 32 } };
        using var network = SuperNetwork.Random(config, seed: 3);
        Export(network, SubNetwork.Full(config), GgufPrecision.Float32);
        var bytes = File.ReadAllBytes(_folder["out.gguf"]);
        bytes[bytes.AsSpan().IndexOf("llama_nas.rope_scaling"u8)] = (byte)'x'; // as other programs write it

        _folder.Write("other.gguf", bytes);
        using var checkpoint = Checkpoint.Open(_folder["other.gguf"]);

        Assert.Equal(config.RopeScaling, checkpoint.Config.RopeScaling);
    }

    [Fact]
    public void An_extraction_of_a_file_is_a_folder_with_its_tokenizer()
    {
        using var network = TinyModels.Network();
        Export(network, SubNetwork.Full(network.Config), GgufPrecision.Float32);
        using (var file = Checkpoint.Open(_folder["out.gguf"]))
        using (var opened = SuperNetwork.Load(file))
            SubNetworkExtractor.Write(opened, Mixed, file.Folder, _folder["folder"]);

        using var checkpoint = Checkpoint.Open(_folder["folder"]);
        using var alone = SuperNetwork.Load(checkpoint);

        Assert.Equal(TinyParent.Logits(network, Mixed), TinyParent.Logits(alone, SubNetwork.Full(alone.Config)));
        Assert.Equal(TinyVocabulary.Of(40), TokenVocabulary.Open(_folder["folder"]));
    }

    [Fact]
    public void Vocabularies_come_back_as_they_were()
    {
        using var network = TinyModels.Network();
        Export(network, Mixed, GgufPrecision.Float32);

        Assert.Equal(TinyVocabulary.Of(40), TokenVocabulary.Open(_folder["out.gguf"]));
        Assert.Equal("{{ messages }}", LlamaTokenizer.Open(_folder["out.gguf"]).ChatTemplate);
    }

    [Fact]
    public void SentencePiece_vocabularies_come_back_as_they_were()
    {
        using var network = TinyModels.Network();
        var vocabulary = new TokenVocabulary
        {
            Kind = VocabularyKind.SentencePiece,
            Tokens =
            [
                new("<unk>", VocabularyTokenKind.Unknown), new("<s>", VocabularyTokenKind.Control), new("</s>", VocabularyTokenKind.Control),
                .. Enumerable.Range(3, 37).Select(id => new VocabularyToken($"▁{id}", VocabularyTokenKind.Normal, -id)),
            ],
            BeginOfSequenceId = 1,
            EndOfSequenceId = 2,
            UnknownId = 0,
            AddsBeginOfSequence = true,
            AddsSpacePrefix = true,
        };
        GgufExporter.Write(network, Mixed, vocabulary, _folder["out.gguf"], GgufPrecision.Float32);

        Assert.Equal(vocabulary, TokenVocabulary.Open(_folder["out.gguf"]));
    }

    [Theory]
    [InlineData("llama.block_count", "llama.block_xount", "llama.block_count is missing")]
    [InlineData("tokenizer.ggml.merges", "tokenizer.ggml.xerges", "tokenizer.ggml.merges is missing")]
    [InlineData("output_norm.weight", "output_norm.wexght", "'output_norm.wexght' is not part of a LLaMA network")]
    public void What_is_missing_or_foreign_is_named(string original, string changed, string reason)
    {
        using var network = TinyModels.Network();
        Export(network, SubNetwork.Full(network.Config), GgufPrecision.Float32);
        var bytes = File.ReadAllBytes(_folder["out.gguf"]);
        System.Text.Encoding.ASCII.GetBytes(changed).CopyTo(bytes, bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(original)));
        _folder.Write("changed.gguf", bytes);

        var message = Assert.ThrowsAny<LlamaNasException>(() =>
        {
            using var checkpoint = Checkpoint.Open(_folder["changed.gguf"]);
            LlamaTokenizer.Open(_folder["changed.gguf"]);
        }).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3, 4, 5 }, "not a GGUF file")]
    [InlineData(new byte[] { (byte)'G', (byte)'G', (byte)'U', (byte)'F', 1, 0, 0, 0 }, "version 1")]
    [InlineData(new byte[] { (byte)'G', (byte)'G', (byte)'U', (byte)'F', 0, 0, 0, 3 }, "big-endian")]
    [InlineData(new byte[] { (byte)'G', (byte)'G', (byte)'U', (byte)'F', 3, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255 }, "claims 18446744073709551615 tensors")]
    public void Files_of_another_kind_are_refused(byte[] bytes, string reason) =>
        Assert.Contains(reason, Assert.Throws<CheckpointException>(() => Checkpoint.Open(_folder.Write("file.gguf", bytes))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_type_that_is_not_read_is_named()
    {
        using var network = TinyModels.Network();
        Export(network, SubNetwork.Full(network.Config), GgufPrecision.Float32);
        var bytes = File.ReadAllBytes(_folder["out.gguf"]);
        var type = bytes.AsSpan().IndexOf("token_embd.weight"u8) + "token_embd.weight".Length + 4 + 16;
        bytes[type] = 13;
        _folder.Write("changed.gguf", bytes);

        Assert.Contains("'token_embd.weight' is stored as Q5_K, but only F32, F16, Q4_0, Q4_1, Q8_0, Q4_K, Q6_K, BF16 are read", Assert.Throws<CheckpointException>(() => Checkpoint.Open(_folder["changed.gguf"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_gives_a_value_or_a_message()
    {
        using var network = TinyModels.Network();
        Export(network, Mixed, GgufPrecision.BFloat16);
        var whole = File.ReadAllBytes(_folder["out.gguf"]);
        Gen.Select(Gen.Int[4, 6000], Gen.Byte, Gen.Int[0, whole.Length]).Sample(
            (at, value, length) =>
            {
                byte[] damaged = [.. whole];
                damaged[at] = value;
                try
                {
                    using var checkpoint = Checkpoint.Open(_folder.Write("damaged.gguf", at % 2 == 0 ? damaged : damaged[..length]));
                    LlamaTokenizer.Open(checkpoint.Folder);
                }
                catch (LlamaNasException exception)
                {
                    Assert.NotEmpty(exception.Message);
                }
            },
            iter: 1000,
            threads: 1);
    }

    private void Export(SuperNetwork network, SubNetwork subNetwork, GgufPrecision precision) =>
        GgufExporter.Write(network, subNetwork, TinyVocabulary.Of(40), _folder["out.gguf"], precision);
}
