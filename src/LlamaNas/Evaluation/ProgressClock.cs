using System.Diagnostics;

namespace LlamaNas.Evaluation;

/// <summary>Counts what is done of a task and tells rate and time left.</summary>
internal sealed class ProgressClock(string task, int total, IProgress<EvaluationProgress>? progress)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _done;

    /// <summary>Seconds since the start.</summary>
    public double Seconds => Stopwatch.GetElapsedTime(_started).TotalSeconds;

    /// <summary>Some more is done.</summary>
    public void Add(int count)
    {
        _done += count;
        var elapsed = Stopwatch.GetElapsedTime(_started);
        progress?.Report(new EvaluationProgress(task, _done, total, _done / elapsed.TotalSeconds, elapsed / _done * (total - _done)));
    }
}
