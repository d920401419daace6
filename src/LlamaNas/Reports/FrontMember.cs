using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Reports;

/// <summary>A network on the test split, beside the full network.</summary>
/// <param name="SubNetwork">The network.</param>
/// <param name="SearchAccuracy">Mean accuracy over the tasks on the search split.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="SizeRatio">Parameters of the full network divided by its own.</param>
/// <param name="Bytes">Weight bytes in the search's precision.</param>
/// <param name="Accuracy">Test accuracy, with its 95 % interval.</param>
/// <param name="Difference">Test accuracy minus the full network's, paired by document, with its 95 % interval.</param>
/// <param name="Int8Accuracy">Test accuracy in INT8, with its 95 % interval; null where it was not scored.</param>
/// <param name="Int8Difference">INT8 minus the same network's own precision, paired; null where it was not scored.</param>
/// <param name="Int8Bytes">Weight bytes in INT8.</param>
public sealed record FrontMember(
    SubNetwork SubNetwork, double SearchAccuracy, long Parameters, double SizeRatio, long Bytes, ConfidenceInterval Accuracy,
    ConfidenceInterval Difference, ConfidenceInterval? Int8Accuracy, ConfidenceInterval? Int8Difference, long Int8Bytes)
{
    /// <summary>Its id on the front, as <c>extract --select</c> takes it; 0 where it is not on the front.</summary>
    public int FrontId { get; init; }

    /// <summary>Accuracy on each task's test split.</summary>
    public EquatableArray<TaskAccuracy> TestAccuracies { get; init; }

    /// <summary>True where the paired interval of the difference includes 0 or lies above it.</summary>
    public bool KeepsAccuracy => Difference.NotSignificantlyBelowZero;
}
