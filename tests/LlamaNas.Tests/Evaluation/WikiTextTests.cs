using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlamaNas.Evaluation;
using LlamaNas.Tokens;

namespace LlamaNas.Tests.Evaluation;

/// <summary>
/// lm-evaluation-harness's own data for its task <c>wikitext</c> (tests/testdata/wikitext-v1-loglikelihood_rolling and -res.json of its history),
/// and the token counts of pruning papers.
/// </summary>
public sealed class WikiTextTests
{
    private static readonly PerplexityTask Task = (PerplexityTask)TaskCatalog.Find("wikitext");

    private static string Text => File.ReadAllText(SharedFolder.Find("data/wikitext2_test.txt"));

    [Fact]
    public void The_test_file_has_62_pages() => Assert.Equal(62, WikiText.Pages(Text).Count());

    [Fact]
    public void Detokenised_pages_have_the_harness_hash()
    {
        var requests = Shuffled().Select(page => $"[{HarnessConformanceTests.Quoted(WikiText.Detokenize(page))}]");

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"[{string.Join(", ", requests)}]")));

        Assert.Equal("b6f83e6cf7535ee41b0057c3e2ec2cf7f2fa5a9119b305c479a83091d1142b2c", hash);
    }

    [Fact]
    public void Random_log_likelihoods_give_the_harness_perplexities()
    {
        var texts = Shuffled().Select((page, index) => new ScoredText(index, 0, WikiText.Words(page), Encoding.UTF8.GetByteCount(page))).ToArray();
        var random = new MersenneTwister(42);

        var result = PreparedPerplexity.Summarise(Task, texts, [.. texts.Select(_ => -random.NextDouble())], 0, 0, 0);

        Assert.Equal(["word_perplexity", "byte_perplexity", "bits_per_byte"], result.Metrics.Select(metric => metric.Name));
        Assert.Equal(1.000118710696617, result.Metrics[0].Value, 1e-12);
        Assert.Equal(1.0000221984224973, result.Metrics[1].Value, 1e-12);
        Assert.Equal(3.202519859941674e-05, result.Metrics[2].Value, 1e-15);
    }

    // SparseGPT, Wanda, LLM-Pruner and others: 341,469 tokens with LLaMA 2's tokenizer and its BOS, so 166 chunks of 2048.
    [Fact]
    public void LLaMA_2_sees_the_341469_tokens_of_pruning_papers()
    {
        using var folder = new TemporaryFolder();
        File.Copy(SharedFolder.Find("tokenizers/llama2_tokenizer.model"), folder["tokenizer.model"]);

        var ids = new RequestEncoder(LlamaTokenizer.Open(folder.Path), BeginOfSequencePolicy.Default, 4096).Ids(WikiText.Joined(Text));

        Assert.Equal(341469, ids.Length);
        Assert.Equal(166, TextWindows.Chunks(ids, 2048).Count());
    }

    [Fact]
    public void Lines_are_joined_as_the_hub_has_them() =>
        Assert.Equal("\n\n = A = \n\n\n\n\n b \n", WikiText.Joined(" \n = A = \n \n b \n"));

    [Fact]
    public void A_result_of_perplexities_has_no_standard_errors()
    {
        var result = PreparedPerplexity.Summarise(Task, [new ScoredText(0, 5, 4, 20)], [-8.0], 5, 5, 1);

        var json = JsonDocument.Parse(EvaluationReport.Json(new EvaluatedNetwork("m", "{}", "float32", BeginOfSequencePolicy.Default, 1, 4), [result])).RootElement
            .GetProperty("tasks").GetProperty("wikitext");

        Assert.Equal(Math.Exp(2), json.GetProperty("word_perplexity").GetDouble(), 1e-9);
        Assert.False(json.TryGetProperty("word_perplexity_stderr", out _));
        Assert.Equal("""{"task":"wikitext","doc_id":0,"log_likelihoods":[-8],"tokens":5,"words":4,"bytes":20}""", EvaluationReport.SampleLines(result).Single());
    }

    private static string[] Shuffled()
    {
        string[] pages = [.. WikiText.Pages(Text)];
        new MersenneTwister(42).Shuffle(pages.AsSpan());
        return pages;
    }
}
