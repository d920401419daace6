using LlamaNas.Spaces;

namespace LlamaNas.Reports;

/// <summary>A network that a search evaluated.</summary>
/// <param name="Evaluation">1-based number of the evaluation; 0 for the full network where the search did not evaluate it itself.</param>
/// <param name="SubNetwork">The network.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Bytes">Weight bytes in the search's precision.</param>
/// <param name="Values">One value per objective, in natural sign.</param>
/// <param name="Accuracies">Accuracy on each task's search split; empty where a race stopped the network early.</param>
/// <param name="FrontId">Its id on the front, as <c>extract --select</c> takes it; 0 where it is not on the front.</param>
/// <param name="IsKnee">Whether it is the front's knee point.</param>
/// <param name="IsComplete">Whether it was scored on all documents.</param>
public sealed record EvaluatedNetwork(
    int Evaluation, SubNetwork SubNetwork, long Parameters, long Bytes, EquatableArray<double> Values, EquatableArray<TaskAccuracy> Accuracies, int FrontId,
    bool IsKnee, bool IsComplete)
{
    /// <summary>Mean accuracy over the tasks on the search split; NaN where it was not scored in full.</summary>
    public double SearchAccuracy => Accuracies.Count == 0 ? double.NaN : Accuracies.Average(accuracy => accuracy.Value);
}

/// <summary>A network's accuracy on one task.</summary>
/// <param name="Task">Task name.</param>
/// <param name="Value">Share, 0 to 1.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="Documents">Documents it was scored on; null where that is not known.</param>
public sealed record TaskAccuracy(string Task, double Value, double StandardError, int? Documents = null);
