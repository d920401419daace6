using System.Text.Json;
using LlamaNas.Evaluation;

namespace LlamaNas.Tests.Evaluation;

public sealed class TaskAgreementTests
{
    [Fact]
    public void Equal_choices_and_differences_are_told()
    {
        var agreement = TaskAgreement.Of(Result([-1.0, -2], [-3.0, -1]), Result([-1.5, -2], [-1.0, -2]));

        Assert.Equal(new TaskAgreement("t", 2, 0.5, 2, (0.5 + 0 + 2 + 1) / 4), agreement);
    }

    [Fact]
    public void Perplexities_have_no_choices()
    {
        var agreement = TaskAgreement.Of(Result([-10.0]), Result([-10.5]));

        Assert.Equal(new TaskAgreement("t", 1, null, 0.5, 0.5), agreement);
    }

    [Fact]
    public void Other_documents_cannot_be_compared() =>
        Assert.Throws<ArgumentException>(() => TaskAgreement.Of(Result([-1.0]), Result([-1.0], [-2.0])));

    [Fact]
    public void The_report_leaves_out_what_does_not_apply()
    {
        var agreement = new PrecisionAgreement("float32", [new TaskAgreement("t", 1, null, 0.5, 0.25)]);

        var json = JsonDocument.Parse(EvaluationReport.Json(new EvaluatedNetwork("m", "{}", "int8", BeginOfSequencePolicy.Default, 1, 1), [Result([-1.0])], agreement)).RootElement;

        Assert.Equal(
            """{"documents":1,"largest_log_likelihood_difference":0.5,"mean_log_likelihood_difference":0.25}""",
            JsonSerializer.Serialize(json.GetProperty("agreement").GetProperty("tasks").GetProperty("t")));
    }

    private static TaskResult Result(params double[][] logLikelihoods) => new(
        "t", [], [], [.. logLikelihoods.Select((values, index) => new DocumentResult(index, "", 0, [.. values], []))], 0, 0, 0);
}
