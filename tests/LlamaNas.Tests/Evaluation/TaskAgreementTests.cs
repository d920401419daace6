using System.Text.Json;
using LlamaNas.Evaluation;

namespace LlamaNas.Tests.Evaluation;

public sealed class TaskAgreementTests
{
    [Fact]
    public void Equal_choices_and_differences_are_told()
    {
        var agreement = TaskAgreement.Of(Result([-1.0, -2], [-3.0, -1]), Result([-1.5, -2], [-1.0, -2]));

        Assert.Equal(new TaskAgreement("t", 2, 0.5, null, 2, (0.5 + 0 + 2 + 1) / 4), agreement);
    }

    [Fact]
    public void Perplexities_have_no_choices()
    {
        var agreement = TaskAgreement.Of(Result([-10.0]), Result([-10.5]));

        Assert.Equal(new TaskAgreement("t", 1, null, null, 0.5, 0.5), agreement);
    }

    [Fact]
    public void Written_texts_are_compared_whole()
    {
        static TaskResult Written(params string[] texts) => new(
            "t", [], [], [.. texts.Select((text, index) => new DocumentResult(index, "", DocumentResult.NoTarget, [], [1]) { Generated = text })], 0, 0, 0);

        Assert.Equal(new TaskAgreement("t", 4, null, 0.75, null, null), TaskAgreement.Of(Written("a", "b", "c", "d"), Written("a", "b", "c", "e")));
    }

    [Fact]
    public void Other_documents_cannot_be_compared() =>
        Assert.Throws<ArgumentException>(() => TaskAgreement.Of(Result([-1.0]), Result([-1.0], [-2.0])));

    [Fact]
    public void The_report_leaves_out_what_does_not_apply()
    {
        var agreement = new PrecisionAgreement("float32", [new TaskAgreement("t", 1, null, null, 0.5, 0.25)]);

        var json = JsonDocument.Parse(EvaluationReport.Json(new EvaluatedNetwork("m", "{}", "int8", BeginOfSequencePolicy.Default, 1, 1), [Result([-1.0])], agreement)).RootElement;

        Assert.Equal(
            """{"documents":1,"largest_log_likelihood_difference":0.5,"mean_log_likelihood_difference":0.25}""",
            JsonSerializer.Serialize(json.GetProperty("agreement").GetProperty("tasks").GetProperty("t")));
    }

    private static TaskResult Result(params double[][] logLikelihoods) => new(
        "t", [], [], [.. logLikelihoods.Select((values, index) => new DocumentResult(index, "", 0, [.. values], []))], 0, 0, 0);
}
