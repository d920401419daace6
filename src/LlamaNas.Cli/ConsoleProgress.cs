using System.Diagnostics;
using System.Globalization;
using LlamaNas.Evaluation;
using LlamaNas.Hub;
using LlamaNas.Pipelines;

namespace LlamaNas.Cli;

/// <summary>Shows progress on stderr: one line that is rewritten on a terminal, a line every few seconds elsewhere.</summary>
internal sealed class ConsoleProgress : IProgress<PipelineEvent>, IProgress<EvaluationProgress>, IProgress<DownloadProgress>
{
    private const int BarWidth = 24;
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly Lock _gate = new();
    private long _shown;
    private bool _open;

    public void Report(PipelineEvent value)
    {
        switch (value)
        {
            case StageStarted started:
                Line($"▸ {started.Name}");
                break;
            case StageFinished finished:
                Line($"✓ {finished.Name}: {finished.Summary} ({Time(TimeSpan.FromSeconds(finished.Seconds))})");
                break;
            case StageProgress step:
                Update(step.Done, step.Total, step.Text, step.Rate, step.TimeLeft);
                break;
        }
    }

    public void Report(EvaluationProgress value) => Update(
        value.Done, value.Documents, value.Task, string.Create(CultureInfo.InvariantCulture, $"{value.DocumentsPerSecond:F1} documents/s"), value.TimeLeft);

    public void Report(DownloadProgress value) => Update(
        Megabytes(value.Bytes), Megabytes(value.TotalBytes), $"MB  {value.Path}", string.Create(CultureInfo.InvariantCulture, $"{value.BytesPerSecond / 1e6:F1} MB/s"), value.TimeLeft);

    /// <summary>Ends a rewritten line.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_open)
                Console.Error.WriteLine();
            _open = false;
        }
    }

    private void Update(double done, double total, string text, string rate, TimeSpan? left)
    {
        lock (_gate)
        {
            var interval = _terminal ? TimeSpan.FromMilliseconds(100) : LineInterval;
            if (done < total && _shown != 0 && Stopwatch.GetElapsedTime(_shown) < interval)
                return;

            _shown = Stopwatch.GetTimestamp();
            var filled = (int)Math.Clamp(BarWidth * done / Math.Max(1, total), 0, BarWidth);
            var bar = new string('█', filled) + new string('░', BarWidth - filled);
            var parts = new[] { $"  {bar} {done.ToString(CultureInfo.InvariantCulture)}/{total.ToString(CultureInfo.InvariantCulture)}", text, rate, left is { } time ? $"{Time(time)} left" : "" };
            var line = string.Join("  ", parts.Where(part => part.Length > 0));
            if (_terminal)
                Console.Error.Write($"\r{line}\u001b[K");
            else
                Console.Error.WriteLine(line);
            _open = _terminal;
        }
    }

    private void Line(string text)
    {
        Close();
        lock (_gate)
            Console.Error.WriteLine(text);
        _shown = 0;
    }

    private static double Megabytes(long bytes) => Math.Round(bytes / 1e6, 1);

    private static string Time(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:D2}");
}
