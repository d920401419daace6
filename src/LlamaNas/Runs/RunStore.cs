using System.Runtime.InteropServices;
using System.Text.Json;
using LlamaNas.Search;
using LlamaNas.Spaces;
using Microsoft.Data.Sqlite;

namespace LlamaNas.Runs;

/// <summary>
/// One search run in one SQLite file. Every score is its own transaction, so a process that is killed loses at most what it was just
/// computing; searches are deterministic, so the same command replays what is stored and goes on.
/// </summary>
public sealed class RunStore : IDisposable
{
    private readonly SqliteConnection _connection;

    private readonly SingleWriter? _writer;

    internal RunStore(SqliteConnection connection, RunSettings settings, SingleWriter? writer = null) => (_connection, Settings, _writer) = (connection, settings, writer);

    /// <summary>The run's settings.</summary>
    public RunSettings Settings { get; }

    /// <summary>The file.</summary>
    public string Path => _connection.DataSource;

    /// <summary>Creates a store, or continues one with the same settings; no other process may do so until it is disposed.</summary>
    /// <exception cref="UsageException">The file holds another run, or another process searches into it.</exception>
    /// <exception cref="RunStoreException">The file is no run store, of another version, or cannot be written.</exception>
    public static RunStore Open(string path, RunSettings settings) => RunStoreFile.Open(path, settings);

    /// <summary>Opens a finished or running store, to read from it and to add scores; a store of an earlier version is brought up.</summary>
    /// <inheritdoc cref="Open"/>
    public static RunStore OpenExisting(string path) => RunStoreFile.OpenExisting(path);

    /// <summary>Opens a store without ever writing to it, while another process may.</summary>
    /// <inheritdoc cref="Open"/>
    public static RunStore OpenToRead(string path) => RunStoreFile.OpenToRead(path);

    /// <summary>A number that changes whenever another process has added something.</summary>
    public long DataVersion => Read("PRAGMA data_version", reader => reader.GetInt64(0)).Single();

    /// <summary>A stored score, or null.</summary>
    public TaskScore? FindScore(SubNetwork subNetwork, string task, string split, string precision) =>
        Read(
            "SELECT metric, value, standard_error, outcomes, computed_tokens, seconds FROM score WHERE architecture = $a AND task = $t AND split = $s AND precision = $p",
            reader => new TaskScore(
                subNetwork, task, split, precision, reader.GetString(0), reader.GetDouble(1), reader.GetDouble(2),
                [.. MemoryMarshal.Cast<byte, float>((byte[])reader[3])], reader.GetInt64(4), reader.GetDouble(5)),
            ("$a", SubNetworkJson.Print(subNetwork)), ("$t", task), ("$s", split), ("$p", precision)).FirstOrDefault();

    /// <summary>Adds a score; one that is there already stays.</summary>
    public void AddScore(TaskScore score) => Write(
        "INSERT OR IGNORE INTO score VALUES ($a, $t, $s, $p, $m, $v, $e, $o, $n, $d)",
        ("$a", SubNetworkJson.Print(score.SubNetwork)), ("$t", score.Task), ("$s", score.Split), ("$p", score.Precision), ("$m", score.Metric),
        ("$v", score.Value), ("$e", score.StandardError), ("$o", MemoryMarshal.AsBytes(score.Outcomes.Span).ToArray()),
        ("$n", score.ComputedTokens), ("$d", score.Seconds));

    /// <summary>A network's samples of a task, from the first document on.</summary>
    public IReadOnlyList<SampleScore> Samples(SubNetwork subNetwork, string task, string split, string precision) => Read(
        "SELECT first, metric, outcomes, computed_tokens, seconds FROM sample_score WHERE architecture = $a AND task = $t AND split = $s AND precision = $p ORDER BY first",
        reader => new SampleScore(
            subNetwork, task, split, precision, reader.GetInt32(0), reader.GetString(1), [.. MemoryMarshal.Cast<byte, float>((byte[])reader[2])],
            reader.GetInt64(3), reader.GetDouble(4)),
        ("$a", SubNetworkJson.Print(subNetwork)), ("$t", task), ("$s", split), ("$p", precision));

    /// <summary>Adds a sample; one that is there already stays.</summary>
    public void AddSample(SampleScore sample) => Write(
        "INSERT OR IGNORE INTO sample_score VALUES ($a, $t, $s, $p, $f, $m, $o, $n, $d)",
        ("$a", SubNetworkJson.Print(sample.SubNetwork)), ("$t", sample.Task), ("$s", sample.Split), ("$p", sample.Precision), ("$f", sample.First),
        ("$m", sample.Metric), ("$o", MemoryMarshal.AsBytes(sample.Outcomes.Span).ToArray()), ("$n", sample.ComputedTokens), ("$d", sample.Seconds));

    /// <summary>Adds an evaluated candidate; replaying it changes nothing.</summary>
    public void AddCandidate(CandidateEvaluated evaluated) => Write(
        "INSERT OR IGNORE INTO candidate VALUES ($e, $r, $a, $v, $s)",
        ("$e", evaluated.Evaluation), ("$r", evaluated.Round), ("$a", SubNetworkJson.Print(evaluated.Candidate.SubNetwork)),
        ("$v", JsonSerializer.Serialize(evaluated.Candidate.Values)),
        ("$s", evaluated.Candidate.IsComplete ? DBNull.Value : JsonSerializer.Serialize(evaluated.Candidate.SamplingErrors)));

    /// <summary>Adds a finished round; replaying it changes nothing.</summary>
    public void AddRound(RoundFinished round) => Write(
        "INSERT OR IGNORE INTO round VALUES ($r, $e, $h, $k)",
        ("$r", round.Round), ("$e", round.Evaluations), ("$h", round.Hypervolume), ("$k", (object?)round.RankCorrelation ?? DBNull.Value));

    /// <summary>All evaluated candidates, in order.</summary>
    public IReadOnlyList<CandidateEvaluated> Candidates() => Read(
        "SELECT evaluation, round, architecture, objective_values, sampling_errors FROM candidate ORDER BY evaluation",
        reader => new CandidateEvaluated(
            new Candidate(SubNetworkJson.Parse(reader.GetString(2)), [.. JsonSerializer.Deserialize<double[]>(reader.GetString(3))!])
            {
                SamplingErrors = reader.IsDBNull(4) ? [] : [.. JsonSerializer.Deserialize<double[]>(reader.GetString(4))!],
            },
            reader.GetInt32(0), reader.GetInt32(1)));

    /// <summary>All finished rounds, in order.</summary>
    public IReadOnlyList<RoundFinished> Rounds() => Read(
        "SELECT round, evaluations, hypervolume, rank_correlation FROM round ORDER BY round",
        reader => new RoundFinished(reader.GetInt32(0), reader.GetInt32(1), reader.GetDouble(2), reader.IsDBNull(3) ? null : reader.GetDouble(3)));

    /// <summary>Seconds that scoring a split took, over all networks.</summary>
    public double ScoringSeconds(string split) => Total("seconds", split);

    /// <summary>Tokens that scoring a split computed, over all networks, each counted alone.</summary>
    public long ComputedTokens(string split) => (long)Total("computed_tokens", split);

    // Samples that grew to a whole score are part of it.
    private double Total(string column, string split) => Read(
        $"""
        SELECT (SELECT total({column}) FROM score WHERE split = $s) + (SELECT total({column}) FROM sample_score AS part WHERE split = $s AND NOT EXISTS (
            SELECT 1 FROM score WHERE architecture = part.architecture AND task = part.task AND split = part.split AND precision = part.precision))
        """,
        reader => reader.GetDouble(0), ("$s", split)).Single();

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        _writer?.Dispose();
    }

    private void Write(string sql, params (string Name, object Value)[] parameters) =>
        RunStoreFile.Guard(_connection.DataSource, () =>
        {
            using var command = Command(sql, parameters);
            return command.ExecuteNonQuery();
        });

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> row, params (string Name, object Value)[] parameters) =>
        RunStoreFile.Guard(_connection.DataSource, () =>
        {
            using var command = Command(sql, parameters);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(row(reader));
            return rows;
        });

    private SqliteCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
