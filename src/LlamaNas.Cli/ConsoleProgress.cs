using System.Diagnostics;
using System.Globalization;
using LlamaNas.Evaluation;
using LlamaNas.Hub;
using LlamaNas.Pipelines;

namespace LlamaNas.Cli;

/// <summary>Shows progress on stderr: a bar, and the front of a search, that are rewritten on a terminal; a line every few seconds elsewhere.</summary>
internal sealed class ConsoleProgress : IProgress<PipelineEvent>, IProgress<EvaluationProgress>, IProgress<DownloadProgress>, IDisposable
{
    private const int BarWidth = 24;
    private const int FrontRows = 12;
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly Lock _gate = new();
    private readonly TerminalBlock _block = new(Console.Error, Width);
    private static ConsoleProgress? _latest;
    private long _shown;
    private string _bar = "";
    private IReadOnlyList<string> _front = [];

    public ConsoleProgress() => _latest = this;

    /// <summary>Writes a line to stderr below what is being rewritten there: a process has one terminal, and what is rewritten last has it.</summary>
    public static void Notice(string text)
    {
        if (_latest is { } progress)
            progress.Line(text);
        else
            Console.Error.WriteLine(text);
    }

    public void Dispose() => Close();

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
            case FrontChanged front when _terminal:
                _front = FrontView.Lines(front, FrontRows);
                break;
            case FrontChanged front:
                Line(FrontView.Line(front));
                break;
        }
    }

    public void Report(EvaluationProgress value) => Update(
        value.Done, value.Documents, value.Task, string.Create(CultureInfo.InvariantCulture, $"{value.DocumentsPerSecond:F1} documents/s"), value.TimeLeft);

    public void Report(DownloadProgress value) => Update(
        Megabytes(value.Bytes), Megabytes(value.TotalBytes), $"MB  {value.Path}", string.Create(CultureInfo.InvariantCulture, $"{value.BytesPerSecond / 1e6:F1} MB/s"), value.TimeLeft);

    /// <summary>Ends what is rewritten: the bar stays, the front goes, for it is printed as the result.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_block.IsOpen && _front.Count > 0)
                _block.Draw([_bar]);
            _block.Close();
            _front = [];
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
            _bar = line;
            if (_terminal)
                _block.Draw([line, .. _front]);
            else
                Console.Error.WriteLine(line);
        }
    }

    private void Line(string text)
    {
        Close();
        lock (_gate)
            Console.Error.WriteLine(text);
        _shown = 0;
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth is var columns and > 0 ? columns : 100;
        }
        catch (IOException)
        {
            return 100;
        }
    }

    private static double Megabytes(long bytes) => Math.Round(bytes / 1e6, 1);

    private static string Time(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:D2}");
}
