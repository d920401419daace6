using LlamaNas.Hub;

namespace LlamaNas.Evaluation;

/// <summary>A multiple-choice task as its YAML file describes it.</summary>
public sealed record TaskDefinition : EvaluationTask
{
    /// <summary>Where the documents lie on a hub; null where they lie on none.</summary>
    public DataSetSplit? Hub { get; init; }

    /// <summary>Only documents whose subject is this; null for all.</summary>
    public string? Subject { get; init; }

    /// <summary>Column that names a document's subject; results are given per subject too. Null where there is none.</summary>
    public string? SubjectColumn { get; init; }

    /// <summary>Text before the shots and the question (<c>description</c>); a template.</summary>
    public Template Description { get; init; } = Template.Empty;

    /// <summary>One template for all choices, or one per choice (partial evaluation, as in WinoGrande).</summary>
    public required EquatableArray<Template> Contexts { get; init; }

    /// <summary>The choices: a column that holds a list, or one template per choice.</summary>
    public required ChoiceSource Choices { get; init; }

    /// <summary>Which choice is right.</summary>
    public required TargetSource Target { get; init; }

    /// <summary>Metrics to report: acc, acc_norm, mc2, probability, probability_norm, byte_probability. The first is the task's accuracy unless acc_norm is among them.</summary>
    public required EquatableArray<string> Metrics { get; init; }

    /// <summary>The same task, scored by the probability that the right choice gets among all: it changes with every weight, where accuracy moves by whole documents. Plain text keeps the probability of its bytes.</summary>
    public TaskDefinition ByProbability() => Metrics.Contains("mc2") || Metrics.Contains(MultipleChoiceScoring.ByteProbability) ? this : this with { Metrics = [Metrics.Contains("acc_norm") ? "probability_norm" : "probability"] };
}

/// <summary>Where a task's choices come from.</summary>
/// <param name="ListColumn">Path of a column that holds a list of texts; null where templates are given.</param>
/// <param name="Filters">Filters for each text of the list.</param>
/// <param name="Templates">One template per choice.</param>
public sealed record ChoiceSource(string? ListColumn, EquatableArray<string> Filters, EquatableArray<Template> Templates);

/// <summary>How the right choice is named.</summary>
/// <param name="Column">Path of the column; null where the right choice is always the same.</param>
/// <param name="Among">Path of the list of labels that the column's value is looked up in; null where the value is an index.</param>
/// <param name="First">Value of the column that means the first choice, where it is an index; the right choice itself where there is no column.</param>
/// <param name="LabelsColumn">Path of a list of 0/1 labels, one per choice (mc2); null where one choice is right.</param>
public sealed record TargetSource(string? Column, string? Among, int First, string? LabelsColumn);

/// <summary>Where shots come from.</summary>
/// <param name="File">Data file; null for the task's own documents.</param>
/// <param name="Sampling">"random" (Python's generator, seed 1234) or "first".</param>
/// <param name="Hub">Where the file's documents lie on a hub; null where they lie on none.</param>
public sealed record FewShotSource(string? File, string Sampling, DataSetSplit? Hub = null)
{
    /// <summary>Shots where the user asks for no number. Default 0.</summary>
    public int Count { get; init; }

    /// <summary>True where one shot more is drawn than is used, as the harness does for tasks that name no split of their own for shots.</summary>
    public bool HasSpare { get; init; }

    /// <summary>Documents at the start of the file that are no shots. Default 0.</summary>
    public int Skip { get; init; }
}
