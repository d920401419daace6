using System.Text.Json;
using System.Text.Json.Serialization;
using LlamaNas.Runs;

namespace LlamaNas.Pipelines;

/// <summary>Finished rows in a file of JSON lines, added one by one: a killed comparison loses only the network that it was scoring. One process writes a file at a time.</summary>
internal sealed class ComparisonStore : IDisposable
{
    private static readonly JsonSerializerOptions Format = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private readonly string _path;
    private readonly string _settings;
    private readonly string _training;
    private readonly List<ComparisonRow> _rows = [];
    private readonly SingleWriter _writer;

    /// <summary>Reads what is there, and makes the folder.</summary>
    /// <param name="path">The file; need not exist.</param>
    /// <param name="settings">What rows depend on: rows of other settings are refused.</param>
    /// <param name="training">What rows that were trained here depend on, too; empty where none is trained: trained rows are then taken as they are.</param>
    /// <exception cref="UsageException">The file holds rows of other settings, or another process writes it.</exception>
    public ComparisonStore(string path, string settings, string training = "")
    {
        (_path, _settings, _training) = (path, settings, training);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _writer = SingleWriter.Of(path);
        try
        {
            Read();
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
    }

    /// <summary>All rows, in the order in which they were first added.</summary>
    public IReadOnlyList<ComparisonRow> Rows => _rows;

    /// <summary>The row of an identity, or null.</summary>
    public ComparisonRow? Find(RowIdentity identity) => _rows.FirstOrDefault(row => row.Identity == identity);

    /// <summary>Adds a row, or scores to one.</summary>
    public void Add(ComparisonRow row)
    {
        var line = JsonSerializer.Serialize(
            new StoredRow(
                _settings, row.Tuned && !row.Method.StartsWith(ComparisonRow.Ours + ":", StringComparison.Ordinal) ? _training : "", row.Method, row.Reduction, row.Parameters, row.Bytes, row.Tuned,
                row.Seconds, row.Architecture, row.Scores.ToDictionary(
                    pair => pair.Key, pair => new StoredScore(pair.Value.Metric, pair.Value.Value, pair.Value.StandardError, [.. pair.Value.Outcomes])), row.Weights), Format);
        File.AppendAllText(_path, line + "\n");
        Merge(row);
    }

    /// <summary>Lets other processes write.</summary>
    public void Dispose() => _writer.Dispose();

    private void Read()
    {
        if (!File.Exists(_path))
            return;
        CompleteLines.Restore(_path, line => Parse(line) is not null);
        foreach (var (index, line) in File.ReadLines(_path).Index())
        {
            if (Parse(line) is not { } stored)
                continue;
            if (stored.Settings != _settings || (_training.Length > 0 && stored.Training is { Length: > 0 } other && other != _training))
            {
                throw new UsageException(
                    $"{_path}, line {index + 1}: rows of another comparison ({stored.Settings} {stored.Training}; now {_settings} {_training}). Give another --output, or remove the file.");
            }

            Merge(Row(stored));
        }
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
        Weights = stored.Weights,
        Scores = stored.Scores.ToDictionary(
            pair => pair.Key, pair => new ComparisonScore(pair.Value.Metric, pair.Value.Value, pair.Value.StandardError, [.. pair.Value.Outcomes])),
    };

    private sealed record StoredRow(
        string Settings, string Training, string Method, double Reduction, long Parameters, long Bytes, bool Tuned, double Seconds, string Architecture, Dictionary<string, StoredScore> Scores,
        string Weights = "");

    private sealed record StoredScore(string Metric, double Value, double StandardError, float[] Outcomes);
}
