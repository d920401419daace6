namespace LlamaNas.Pipelines;

/// <summary>Shows the share of timings that is done as a stage's progress.</summary>
internal sealed class TimingShare(IProgress<PipelineEvent> progress) : IProgress<double>
{
    public void Report(double value) => progress.Report(new StageProgress("% of the timings", Math.Floor(100 * value), 100, "", null));
}
