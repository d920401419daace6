using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlamaNas.Pipelines;

/// <summary>Finished rows in a file of JSON lines, added one by one: a killed comparison loses only the network that it was scoring.</summary>
internal sealed class ComparisonStore
{
    private static readonly JsonSerializerOptions Format = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private readonly string _path;
    private readonly string _settings;
    private readonly string _training;
    private readonly List<ComparisonRow> _rows = [];

    /// <summary>Reads what is there.</summary>
    /// <param name="path">The file; need not exist.</param>
    /// <param name="settings">What rows depend on: rows of other settings are refused.</param>
    /// <param name="training">What rows that were trained here depend on, too; empty where none is trained: trained rows are then taken as they are.</param>
    /// <exception cref="UsageException">The file holds rows of other settings.</exception>
    public ComparisonStore(string path, string settings, string training = "")
    {
        (_path, _settings, _training) = (path, settings, training);
        if (!File.Exists(path))
            return;
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            if (Parse(line) is not { } stored)
                continue;                                                          // a killed write's last line
            if (stored.Settings != settings || (training.Length > 0 && stored.Training is { Length: > 0 } other && other != training))
                throw new UsageException($"{path}, line {index + 1}: rows of another comparison ({stored.Settings} {stored.Training}; now {settings} {training}). Give another --output, or remove the file.");
            Merge(Row(stored));
        }
    }

    /// <summary>All rows, in the order in which they were first added.</summary>
    public IReadOnlyList<ComparisonRow> Rows => _rows;

    /// <summary>The row of an identity, or null.</summary>
    public ComparisonRow? Find(string method, double reduction, bool tuned) =>
        _rows.FirstOrDefault(row => row.Identity == (method, Math.Round(reduction, 5), tuned));

    /// <summary>Adds a row, or scores to one.</summary>
    public void Add(ComparisonRow row)
    {
        var line = JsonSerializer.Serialize(
            new StoredRow(_settings, row.Tuned && !row.Method.StartsWith(ComparisonRow.Ours + ":", StringComparison.Ordinal) ? _training : "", row.Method, row.Reduction, row.Parameters, row.Bytes, row.Tuned, row.Seconds, row.Architecture, row.Scores.ToDictionary(
                pair => pair.Key, pair => new StoredScore(pair.Value.Metric, pair.Value.Value, pair.Value.StandardError, [.. pair.Value.Outcomes]))), Format);
        File.AppendAllText(_path, line + "\n");
        Merge(row);
    }

    private void Merge(ComparisonRow row)
    {
        var index = _rows.FindIndex(known => known.Identity == row.Identity);
        if (index < 0)
            _rows.Add(row);
        else
            _rows[index] = _rows[index] with { Scores = _rows[index].Scores.Concat(row.Scores).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value) };
    }

    private static StoredRow? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<StoredRow>(line, Format);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ComparisonRow Row(StoredRow stored) => new()
    {
        Method = stored.Method,
        Reduction = stored.Reduction,
        Parameters = stored.Parameters,
        Bytes = stored.Bytes,
        Tuned = stored.Tuned,
        Seconds = stored.Seconds,
        Architecture = stored.Architecture,
        Scores = stored.Scores.ToDictionary(
            pair => pair.Key, pair => new ComparisonScore(pair.Value.Metric, pair.Value.Value, pair.Value.StandardError, [.. pair.Value.Outcomes])),
    };

    private sealed record StoredRow(
        string Settings, string Training, string Method, double Reduction, long Parameters, long Bytes, bool Tuned, double Seconds, string Architecture, Dictionary<string, StoredScore> Scores);

    private sealed record StoredScore(string Metric, double Value, double StandardError, float[] Outcomes);
}
