using LlamaNas.Cli.Quickstart;
using LlamaNas.Evaluation;
using LlamaNas.Pipelines;
using LlamaNas.Tokens;

namespace LlamaNas.Tests.Evaluation;

/// <summary>LLaMA 2's tokenizer adds its token 1 by default; SmolLM2's has one, but does not.</summary>
public sealed class BeginOfSequenceTests : IDisposable
{
    private static readonly RequestText Request = new("Question: Why?\nAnswer:", " Because.");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("default", true)]
    [InlineData("always", true)]
    [InlineData("never", false)]
    public void LLaMA_2_gets_its_token_unless_never_is_asked_for(string policy, bool added) => AssertBegins(Llama2(), policy, added);

    [Theory]
    [InlineData("default", false)]
    [InlineData("always", true)]
    [InlineData("never", false)]
    public void SmolLM2_gets_its_token_only_when_always_is_asked_for(string policy, bool added) =>
        AssertBegins(LlamaTokenizer.Open(SharedFolder.Find("models/smollm2-135m-instruct")), policy, added);

    [Fact]
    public void A_text_that_starts_with_the_token_gets_no_second_one()
    {
        var tokenizer = LlamaTokenizer.Open(SharedFolder.Find("models/smollm2-135m-instruct"));

        var ids = new RequestEncoder(tokenizer, BeginOfSequencePolicy.Always, 2048).Ids("<|im_start|>user");

        Assert.Single(ids, id => id == tokenizer.BeginOfSequenceId);
    }

    [Fact]
    public void A_token_that_the_tokenizer_lacks_is_explained()
    {
        QuickstartFolder.Write(_folder.Path);
        var tokenizer = LlamaTokenizer.Open(_folder["model"]);

        var exception = Assert.Throws<UsageException>(() => new RequestEncoder(tokenizer, BeginOfSequencePolicy.Always, 2048));

        Assert.Contains("names no begin-of-sequence token", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_keeps_the_policy_in_its_settings()
    {
        var settings = new SearchSettings { Tasks = ["arc_easy"], DataFolder = "data", Space = "paper" };

        Assert.Null(settings.ToRunSettings("model", "hash", "{}", "paper")["bos"]);
        Assert.Equal("never", (settings with { BeginOfSequence = BeginOfSequencePolicy.Never }).ToRunSettings("model", "hash", "{}", "paper")["bos"]);
        Assert.Equal(BeginOfSequencePolicy.Never, (settings with { BeginOfSequence = BeginOfSequencePolicy.Never }).Documents(DocumentSplit.Search, null).BeginOfSequence);
    }

    [Fact]
    public void An_experiment_names_the_policy_in_its_file()
    {
        const string Yaml = "model: m\ndata: d\noutput: o\nbos: always\nsearches: [{tasks: [arc_easy]}]";

        var configuration = RunConfiguration.Parse(Yaml, "experiment.yaml");

        Assert.Equal(BeginOfSequencePolicy.Always, configuration.Settings(configuration.Searches[0]).BeginOfSequence);
    }

    private static void AssertBegins(LlamaTokenizer tokenizer, string policy, bool added)
    {
        var encoded = new RequestEncoder(tokenizer, BeginOfSequencePolicies.Parse(policy), 2048).Encode(Request);

        Assert.Equal(added, encoded.Context[0] == tokenizer.BeginOfSequenceId);
        Assert.Equal(tokenizer.Encode(Request.Context + Request.Continuation), encoded.Context.Skip(added ? 1 : 0).Concat(encoded.Continuation));
    }

    private LlamaTokenizer Llama2()
    {
        File.Copy(SharedFolder.Find("tokenizers/llama2_tokenizer.model"), _folder["tokenizer.model"]);
        return LlamaTokenizer.Open(_folder.Path);
    }
}
