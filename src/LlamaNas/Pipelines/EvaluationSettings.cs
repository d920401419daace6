using LlamaNas.Evaluation;
using LlamaNas.Measurement;

namespace LlamaNas.Pipelines;

/// <summary>One evaluation: which network, which tasks, in which precision.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Model folder.</summary>
    public required string Model { get; init; }

    /// <summary>Names, or paths of .yaml files.</summary>
    public required EquatableArray<string> Tasks { get; init; }

    /// <summary>Folder of the tasks' data.</summary>
    public required string DataFolder { get; init; }

    /// <summary>JSON file of a sub-network; null for the whole network.</summary>
    public string? Architecture { get; init; }

    /// <summary>Precision of scoring. Default bfloat16.</summary>
    public Precision Precision { get; init; } = Precision.BFloat16;

    /// <summary>Another precision that the same documents are scored in, to compare; null for none.</summary>
    public Precision? Compare { get; init; }

    /// <summary>Which documents, how prompted.</summary>
    public EvaluationOptions Options { get; init; } = new();
}

/// <summary>What an evaluation gave.</summary>
/// <param name="Subject">What was scored.</param>
/// <param name="Results">One per task.</param>
/// <param name="Agreement">How far the results are from the other precision; null where none was asked for.</param>
public sealed record EvaluationOutcome(EvaluatedNetwork Subject, EquatableArray<TaskResult> Results, PrecisionAgreement? Agreement);
