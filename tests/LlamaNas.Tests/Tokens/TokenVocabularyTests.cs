using LlamaNas.Tokens;

namespace LlamaNas.Tests.Tokens;

public sealed class TokenVocabularyTests : IDisposable
{
    private const string Vocabulary = """ "model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]} """;
    private const string Digits = """{"type":"Digits","individual_digits":true}""";
    private const string ByteLevel = """{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}""";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SmolLm2_has_its_tokens_merges_and_special_ids()
    {
        var vocabulary = TokenVocabulary.Open(SharedFolder.SmolLm2());

        Assert.Equal(VocabularyKind.SmolLm2, vocabulary.Kind);
        Assert.Equal(49152, vocabulary.Tokens.Count);
        Assert.Equal(new VocabularyToken("<|im_start|>", VocabularyTokenKind.Control), vocabulary.Tokens[1]);
        Assert.Equal("Ġ t", vocabulary.Merges[0]);
        Assert.Equal((1, 2, false), (vocabulary.BeginOfSequenceId, vocabulary.EndOfSequenceId, vocabulary.AddsBeginOfSequence));
    }

    [Fact]
    public void Llama2_has_pieces_scores_and_a_space_before_the_text()
    {
        File.Copy(SharedFolder.Find("tokenizers/llama2_tokenizer.model"), _folder["tokenizer.model"]);

        var vocabulary = TokenVocabulary.Open(_folder.Path);

        Assert.Equal((VocabularyKind.SentencePiece, 32000), (vocabulary.Kind, vocabulary.Tokens.Count));
        Assert.Equal(new VocabularyToken("<0x00>", VocabularyTokenKind.Byte), vocabulary.Tokens[3]);
        Assert.Equal(new VocabularyToken("▁t", VocabularyTokenKind.Normal, -1), vocabulary.Tokens[260]);
        Assert.Equal((0, 1, 2), (vocabulary.UnknownId, vocabulary.BeginOfSequenceId, vocabulary.EndOfSequenceId));
        Assert.True(vocabulary.AddsBeginOfSequence && vocabulary.AddsSpacePrefix);
    }

    [Theory]
    [InlineData(ByteLevel, VocabularyKind.Gpt2)]
    [InlineData($$"""{"type":"Sequence","pretokenizers":[{{Digits}},{{ByteLevel}}]}""", VocabularyKind.SmolLm2)]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"}},{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]}""", VocabularyKind.Llama3)]
    public void The_words_name_the_kind(string preTokenizer, VocabularyKind kind)
    {
        _folder.Write("tokenizer.json", $$"""{"pre_tokenizer":{{preTokenizer}},{{Vocabulary}}}""");

        Assert.Equal(kind, TokenVocabulary.Open(_folder.Path).Kind);
    }

    [Fact]
    public void Gaps_between_ids_are_unused_tokens()
    {
        _folder.Write("tokenizer.json", $$"""{"added_tokens":[{"id":4,"content":"<|end|>","special":true},{"id":5,"content":"<tool>","special":false}],"pre_tokenizer":{{ByteLevel}},{{Vocabulary}}}""");

        VocabularyToken[] expected = [new("[PAD3]", VocabularyTokenKind.Unused), new("<|end|>", VocabularyTokenKind.Control), new("<tool>", VocabularyTokenKind.UserDefined)];
        Assert.Equal(expected, TokenVocabulary.Open(_folder.Path).Tokens.Skip(3));
    }

    [Theory]
    [InlineData("""{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>"}},{"Sequence":{"id":"A"}}]}""", true)]
    [InlineData("""{"type":"Sequence","processors":[{"type":"ByteLevel"},{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>"}}]}]}""", true)]
    [InlineData("""{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A"}}]}""", false)]
    [InlineData("null", false)]
    public void A_post_processor_may_add_the_begin_of_sequence_token(string processor, bool adds)
    {
        _folder.Write("tokenizer.json", $$"""{"post_processor":{{processor}},"pre_tokenizer":{{ByteLevel}},{{Vocabulary}}}""");

        Assert.Equal(adds, TokenVocabulary.Open(_folder.Path).AddsBeginOfSequence);
    }

    [Theory]
    [InlineData("""{"type":"Split","pattern":{"Regex":"\\S+"}}""", "no name for")]
    [InlineData("""{"type":"Metaspace"}""", "'Metaspace' is not supported")]
    public void Words_without_a_name_elsewhere_are_refused(string preTokenizer, string reason)
    {
        _folder.Write("tokenizer.json", $$"""{"pre_tokenizer":{{preTokenizer}},{{Vocabulary}}}""");

        Assert.Contains(reason, Assert.Throws<TokenizerException>(() => TokenVocabulary.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tiktoken_ranks_need_a_tokenizer_json()
    {
        _folder.Write("tokenizer.model", "YQ== 0\nYg== 1\n");

        Assert.Contains("tokenizer.json", Assert.Throws<TokenizerException>(() => TokenVocabulary.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }
}
