using LlamaNas.Export;
using LlamaNas.Tokens;

namespace LlamaNas.Tests.Export;

public sealed class GgufTokenizerKeysTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Byte_pair_vocabularies_have_merges_and_no_scores()
    {
        var metadata = Written(TinyVocabulary.Of(40));

        Assert.Equal(("gpt2", "smollm"), (metadata["tokenizer.ggml.model"], metadata["tokenizer.ggml.pre"]));
        Assert.Equal(["<|0|>", "<|1|>", "<|2|>", "t3"], ((object[])metadata["tokenizer.ggml.tokens"])[..4]);
        Assert.Equal([3, 3, 3, 1], ((object[])metadata["tokenizer.ggml.token_type"])[..4]);
        Assert.Equal(["t 3", "t 4"], (object[])metadata["tokenizer.ggml.merges"]);
        Assert.Equal((1u, 2u, false), (metadata["tokenizer.ggml.bos_token_id"], metadata["tokenizer.ggml.eos_token_id"], metadata["tokenizer.ggml.add_bos_token"]));
        Assert.Equal("{{ messages }}", metadata["tokenizer.chat_template"]);
        Assert.DoesNotContain("tokenizer.ggml.scores", metadata.Keys);
    }

    [Fact]
    public void SentencePiece_vocabularies_have_scores_and_no_merges()
    {
        var metadata = Written(new TokenVocabulary
        {
            Kind = VocabularyKind.SentencePiece,
            Tokens = [new("<unk>", VocabularyTokenKind.Unknown), new("<0x41>", VocabularyTokenKind.Byte), new("▁a", VocabularyTokenKind.Normal, -2.5f)],
            UnknownId = 0,
            AddsBeginOfSequence = true,
            AddsSpacePrefix = true,
        });

        Assert.Equal(("llama", "default"), (metadata["tokenizer.ggml.model"], metadata["tokenizer.ggml.pre"]));
        Assert.Equal([0f, 0f, -2.5f], ((object[])metadata["tokenizer.ggml.scores"])[..3]);
        Assert.Equal([2, 6, 1], ((object[])metadata["tokenizer.ggml.token_type"])[..3]);
        Assert.Equal((true, true, 0u), (metadata["tokenizer.ggml.add_bos_token"], metadata["tokenizer.ggml.add_space_prefix"], metadata["tokenizer.ggml.unknown_token_id"]));
        Assert.DoesNotContain("tokenizer.ggml.merges", metadata.Keys);
        Assert.DoesNotContain("tokenizer.chat_template", metadata.Keys);
    }

    [Fact]
    public void Rows_without_a_token_are_filled_with_unused_ones()
    {
        var metadata = Written(TinyVocabulary.Of(38));

        Assert.Equal(["t37", "[PAD38]", "[PAD39]"], ((object[])metadata["tokenizer.ggml.tokens"])[37..]);
        Assert.Equal([1, 5, 5], ((object[])metadata["tokenizer.ggml.token_type"])[37..]);
    }

    [Fact]
    public void A_tokenizer_of_more_ids_than_the_network_is_refused() =>
        Assert.Contains("41 ids, but the network (vocab_size) 40", Assert.Throws<LlamaNasException>(() => Written(TinyVocabulary.Of(41))).Message, StringComparison.Ordinal);

    private Dictionary<string, object> Written(TokenVocabulary vocabulary)
    {
        var metadata = new GgufMetadata();
        GgufTokenizerKeys.Add(metadata, vocabulary, TinyModels.Config);
        GgufWriter.Write(_folder["keys.gguf"], metadata, []);
        return GgufFile.Read(_folder["keys.gguf"]).Metadata;
    }
}
