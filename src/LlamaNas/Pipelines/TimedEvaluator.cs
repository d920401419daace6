using System.Diagnostics;
using System.Runtime.CompilerServices;
using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>An evaluator that adds up how long its evaluations take.</summary>
/// <param name="evaluator">Does the work.</param>
internal sealed class TimedEvaluator(ICandidateEvaluator evaluator) : ICandidateEvaluator
{
    /// <summary>Time of all evaluations so far.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <inheritdoc/>
    public EquatableArray<Objective> Objectives => evaluator.Objectives;

    /// <inheritdoc/>
    public double Exact(Objective objective, SubNetwork subNetwork) => evaluator.Exact(objective, subNetwork);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Candidate> EvaluateAsync(IReadOnlyList<SubNetwork> subNetworks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var candidates = evaluator.EvaluateAsync(subNetworks, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            var more = await candidates.MoveNextAsync();
            Elapsed += Stopwatch.GetElapsedTime(started);
            if (!more)
                yield break;
            yield return candidates.Current;
        }
    }
}
