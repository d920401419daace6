using LlamaNas.Hub;
using YamlDotNet.RepresentationModel;

namespace LlamaNas.Evaluation;

/// <summary>
/// Reads a task's YAML form:
/// <code>
/// task: arc_easy                     # name
/// version: 1
/// file: arc_easy.jsonl               # default: NAME.jsonl
/// hub: {dataset: allenai/ai2_arc, config: ARC-Easy, split: test, few_shot_split: train}   # the same documents on a hub, optional
/// subject: subject                   # column of the subject, optional
/// description: "..."                 # text before everything, optional
/// context: "Question: {question}\nAnswer:"   # or contexts: [one per choice]; context_filters: [filters for the whole]
/// choices: {list: choices.text}      # or [template, template, ...]
/// target: {column: answerKey, among: choices.label}   # or {index: label, first: 0}, {always: 0}; labels: PATH for mc2
/// few_shot: {file: arc_easy_train.jsonl, sampling: random}   # optional; "none" where shots are ignored
/// metrics: [acc, acc_norm]
/// </code>
/// Templates are described at <see cref="Template"/>. Where there is a key <c>perplexity</c>, see <see cref="PerplexityTask"/>;
/// <c>generate</c>, see <see cref="GenerationTask"/>.
/// </summary>
public static class TaskFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="TaskException">The file is missing or malformed; names the line.</exception>
    public static EvaluationTask Read(string path)
    {
        if (!File.Exists(path))
            throw new TaskException($"{path}: no such file. Give the path of a task's YAML file.");
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads the YAML text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">Where it came from, for error messages.</param>
    /// <exception cref="TaskException">The text is malformed; names the line.</exception>
    public static EvaluationTask Parse(string yaml, string source)
    {
        var root = YamlText.Root(yaml, source, (message, cause) => new TaskException(message, cause));
        return root is YamlMappingNode mapping
            ? Task(new TaskNode(mapping, source))
            : throw new TaskException($"{source}, line {root.Start.Line}: not a task (a YAML mapping). See docs/tasks.md for the form.");
    }

    private static EvaluationTask Task(TaskNode node)
    {
        var name = node.Text("task");
        return node.Has("perplexity") ? PerplexityTask.Read(node, name) : node.Has("generate") ? GenerationTask.Read(node, name) : MultipleChoice(node, name);
    }

    private static TaskDefinition MultipleChoice(TaskNode node, string name)
    {
        node.AllowOnly("task", "version", "file", "hub", "subject", "description", "context", "contexts", "context_filters", "choices", "target", "few_shot", "metrics");
        EquatableArray<string> filters = node.Has("context_filters") ? [.. node.Items("context_filters")] : [];
        node.CheckFilters("context_filters", filters);
        var (contextKey, texts) = node.Has("contexts") ? ("contexts", node.Items("contexts")) : ("context", [node.Text("context")]);
        EquatableArray<Template> contexts = [.. texts.Select(text => Template(node, contextKey, text) with { Filters = filters })];
        EquatableArray<string> metrics = [.. node.Items("metrics")];
        foreach (var metric in metrics.Where(metric => !MultipleChoiceScoring.Names.Contains(metric)))
            throw node.Error("metrics", $"metric '{metric}' is unknown. Known: {string.Join(", ", MultipleChoiceScoring.Names)}.");
        if (metrics.Count == 0)
            throw node.Error("metrics", "no metrics. Name at least one of acc, acc_norm, mc2.");

        var hub = node.Has("hub") ? node.Within("hub") : null;
        return new TaskDefinition
        {
            Name = name,
            Version = node.Number("version", absent: 1),
            File = node.Optional("file") ?? $"{name}.jsonl",
            Hub = hub is null ? null : Split(hub, "split"),
            SubjectColumn = node.Optional("subject"),
            Description = Template(node, "description", node.Optional("description") ?? ""),
            Contexts = contexts,
            Choices = Choices(node),
            Target = Target(node.Within("target")),
            FewShot = FewShot(node, hub),
            Metrics = metrics,
        };
    }

    private static DataSetSplit Split(TaskNode hub, string split)
    {
        hub.AllowOnly("dataset", "config", "split", "few_shot_split");
        var dataSet = hub.Text("dataset");
        return RepositoryName.IsValid(dataSet)
            ? new DataSetSplit(dataSet, hub.Optional("config"), hub.Text(split))
            : throw hub.Error("dataset", $"dataset is '{dataSet}', but must be OWNER/NAME, as on the hub.");
    }

    private static ChoiceSource Choices(TaskNode node)
    {
        if (node.IsList("choices"))
            return new ChoiceSource(null, [], [.. node.Items("choices").Select(item => Template(node, "choices", item))]);

        var list = node.Within("choices");
        list.AllowOnly("list", "filters");
        EquatableArray<string> filters = list.Has("filters") ? [.. list.Items("filters")] : [];
        list.CheckFilters("filters", filters);
        return new ChoiceSource(list.Text("list"), filters, []);
    }

    private static TargetSource Target(TaskNode node)
    {
        node.AllowOnly("column", "among", "index", "first", "always", "labels");
        var labels = node.Optional("labels");
        if (node.Has("always"))
            return new TargetSource(null, null, node.Number("always", absent: 0), labels);
        return node.Has("index")
            ? new TargetSource(node.Text("index"), null, node.Number("first", absent: 0), labels)
            : new TargetSource(node.Text("column"), node.Text("among"), 0, labels);
    }

    internal static FewShotSource? FewShot(TaskNode node, TaskNode? hub = null)
    {
        if (!node.Has("few_shot"))
            return new FewShotSource(null, "random") { HasSpare = true };
        if (node.Optional("few_shot") == "none")
            return null;

        var shots = node.Within("few_shot");
        shots.AllowOnly("file", "sampling", "count", "skip", "spare");
        var sampling = shots.Optional("sampling") ?? "random";
        if (sampling is not ("random" or "first"))
            throw shots.Error("sampling", $"sampling is '{sampling}'. Use random or first.");
        if (shots.Optional("spare") is { } spare and not ("true" or "false"))
            throw shots.Error("spare", $"spare is '{spare}'. Use true or false.");
        return new FewShotSource(shots.Optional("file"), sampling, hub?.Has("few_shot_split") == true ? Split(hub, "few_shot_split") : null)
        {
            Count = shots.Number("count", absent: 0),
            HasSpare = shots.Optional("spare") == "true",
            Skip = shots.Number("skip", absent: 0),
        };
    }

    internal static Template Template(TaskNode node, string name, string text)
    {
        var template = new Template(text);
        node.CheckFilters(name, template.UsedFilters);
        return template;
    }
}
