using LlamaNas.Evaluation;

namespace LlamaNas.Tests.Evaluation;

public sealed class TaskFileTests : IDisposable
{
    private const string Capitals =
        """
        task: capitals
        version: 2
        context: "Question: {question}\nAnswer:"
        choices: {list: options}
        target: {column: answer, among: labels}
        metrics: [acc, acc_norm]
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_task_is_read_from_its_file()
    {
        var task = (TaskDefinition)TaskFile.Parse(Capitals, "capitals.yaml");

        Assert.Equal(("capitals", 2, "capitals.jsonl"), (task.Name, task.Version, task.File));
        Assert.Equal(["acc", "acc_norm"], task.Metrics);
    }

    [Theory]
    [InlineData("version: 2", "version: two", "line 2: 'version' is 'two'")]
    [InlineData("metrics: [acc, acc_norm]", "metrics: [acc, f1]", "line 6: metric 'f1' is unknown")]
    [InlineData("metrics: [acc, acc_norm]", "metrics: []", "line 6: no metrics")]
    [InlineData("{question}", "{question|upper}", "line 3: filter 'upper' is unknown")]
    [InlineData("version: 2", "verson: 2", "line 2: unknown key 'verson'")]
    [InlineData("choices: {list: options}", "choices: {list: options", "line 5: not valid YAML")]
    [InlineData("target: {column: answer, among: labels}", "target: {column: answer}", "line 5: 'among' is missing")]
    [InlineData("context:", "contexts:", "line 3: 'contexts' is missing or no list")]
    [InlineData("version: 2", "hub: {dataset: a/b/c, split: test}", "line 2: dataset is 'a/b/c', but must be OWNER/NAME")]
    [InlineData("version: 2", "hub: {dataset: a/../b, split: test}", "line 2: dataset is 'a/../b'")]
    [InlineData("version: 2", "hub: {dataset: a/b}", "line 2: 'split' is missing")]
    [InlineData("version: 2", "hub: {dataset: a/b, split: test, revision: main}", "line 2: unknown key 'revision'")]
    [InlineData("version: 2", "hub: a/b", "line 2: 'hub' is missing or no mapping")]
    [InlineData("task: capitals", "few_shot: {sampling: middle}", "'task' is missing")]
    public void A_mistake_is_named_with_its_line(string right, string wrong, string message)
    {
        var exception = Assert.Throws<TaskException>(() => TaskFile.Parse(Capitals.Replace(right, wrong, StringComparison.Ordinal), "capitals.yaml"));

        Assert.StartsWith("capitals.yaml, line ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("perplexity: {of: words}", "line 2: of is 'words'. Use pages or chunks")]
    [InlineData("perplexity: {of: pages, filters: [upper]}", "line 2: filter 'upper' is unknown")]
    [InlineData("perplexity: {of: chunks, length: 1}", "line 2: 'length' must be at least 2")]
    [InlineData("perplexity: {of: chunks}\nmetrics: [acc]", "line 3: unknown key 'metrics'")]
    public void A_mistake_in_a_perplexity_task_is_named_with_its_line(string text, string message)
    {
        var exception = Assert.Throws<TaskException>(() => TaskFile.Parse($"task: text\n{text}", "text.yaml"));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("{\"question\":\"?\"}\nnonsense\n", "line 2: not valid JSON")]
    [InlineData("{\"question\":\"?\"}\n[1]\n", "line 2: Array, but each line must be a JSON object")]
    public void Damaged_data_is_named_with_its_line(string text, string message)
    {
        _folder.Write("capitals.jsonl", text);

        var exception = Assert.Throws<TaskException>(() => DocumentFile.Read(_folder.Path, "capitals.jsonl"));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_without_a_column_is_named_with_its_line()
    {
        _folder.Write("capitals.jsonl", "{\"question\":\"?\",\"options\":[\"x\",\"y\"],\"labels\":[\"A\",\"B\"],\"answer\":\"A\"}\n{\"text\":\"?\"}\n");
        var documents = DocumentFile.Read(_folder.Path, "capitals.jsonl");
        var task = (TaskDefinition)TaskFile.Parse(Capitals, "capitals.yaml");

        var exception = Assert.Throws<TaskException>(() => task.Contexts[0].Fill(documents[1]));

        Assert.Contains("line 2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'question'", exception.Message, StringComparison.Ordinal);
    }
}
