using System.Diagnostics;
using LlamaNas.Evaluation;
using LlamaNas.Inference;
using LlamaNas.Measurement;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>Scores several sub-networks on a task: together, so that first layers which they share are computed once; quantized ones one by one.</summary>
internal static class PopulationEvaluator
{
    /// <summary>One result a sub-network, in their order. Values are those of one sub-network alone; the time is shared out evenly.</summary>
    /// <param name="session">The model.</param>
    /// <param name="task">The task.</param>
    /// <param name="subNetworks">The sub-networks.</param>
    /// <param name="precision">Precision of scoring.</param>
    /// <param name="progress">Told the share, 0 to 1, that is done; may be null.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public static IReadOnlyList<TaskResult> Evaluate(
        ModelSession session, PreparedTask task, IReadOnlyList<SubNetwork> subNetworks, Precision precision,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        if (precision is not (Precision.Float32 or Precision.BFloat16) || (session.Network.Rounding is null && subNetworks.Any(subNetwork => subNetwork.Bits.Count > 0)))
        {
            return [.. subNetworks.Select((subNetwork, index) =>
            {
                var result = session.Score(task, subNetwork, precision, null, cancellationToken);
                progress?.Report((index + 1.0) / subNetworks.Count);
                return result;
            })];
        }

        var started = Stopwatch.GetTimestamp();
        var logLikelihoods = subNetworks.Select(_ => new EquatableArray<double>[task.Documents.Count]).ToArray();
        var tokens = new long[subNetworks.Count];
        var done = 0;
        foreach (var (network, document) in new PopulationScorer(session.Network, subNetworks).Score(task.Encoded, cancellationToken))
        {
            logLikelihoods[network][document.Index] = document.LogLikelihoods;
            tokens[network] += document.ComputedTokens;
            progress?.Report((double)++done / (subNetworks.Count * task.Documents.Count));
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds / Math.Max(1, subNetworks.Count);
        return [.. logLikelihoods.Zip(tokens, (values, computed) => Evaluator.Summarise(task, values, computed, seconds))];
    }
}
