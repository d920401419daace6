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

    internal RunStore(SqliteConnection connection, RunSettings settings) => (_connection, Settings) = (connection, settings);

    /// <summary>The run's settings.</summary>
    public RunSettings Settings { get; }

    /// <summary>Creates a store, or continues one with the same settings.</summary>
    /// <exception cref="UsageException">The file holds another run.</exception>
    /// <exception cref="RunStoreException">The file is no run store, of another version, or cannot be written.</exception>
    public static RunStore Open(string path, RunSettings settings) => RunStoreFile.Open(path, settings);

    /// <summary>Opens a finished or running store to read from.</summary>
    /// <inheritdoc cref="Open"/>
    public static RunStore OpenExisting(string path) => RunStoreFile.OpenExisting(path);

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

    /// <summary>Adds an evaluated candidate; replaying it changes nothing.</summary>
    public void AddCandidate(CandidateEvaluated evaluated) => Write(
        "INSERT OR IGNORE INTO candidate VALUES ($e, $r, $a, $v)",
        ("$e", evaluated.Evaluation), ("$r", evaluated.Round), ("$a", SubNetworkJson.Print(evaluated.Candidate.SubNetwork)),
        ("$v", JsonSerializer.Serialize(evaluated.Candidate.Values)));

    /// <summary>Adds a finished round; replaying it changes nothing.</summary>
    public void AddRound(RoundFinished round) => Write(
        "INSERT OR IGNORE INTO round VALUES ($r, $e, $h, $k)",
        ("$r", round.Round), ("$e", round.Evaluations), ("$h", round.Hypervolume), ("$k", (object?)round.RankCorrelation ?? DBNull.Value));

    /// <summary>All evaluated candidates, in order.</summary>
    public IReadOnlyList<CandidateEvaluated> Candidates() => Read(
        "SELECT evaluation, round, architecture, objective_values FROM candidate ORDER BY evaluation",
        reader => new CandidateEvaluated(
            new Candidate(SubNetworkJson.Parse(reader.GetString(2)), [.. JsonSerializer.Deserialize<double[]>(reader.GetString(3))!]),
            reader.GetInt32(0), reader.GetInt32(1)));

    /// <summary>All finished rounds, in order.</summary>
    public IReadOnlyList<RoundFinished> Rounds() => Read(
        "SELECT round, evaluations, hypervolume, rank_correlation FROM round ORDER BY round",
        reader => new RoundFinished(reader.GetInt32(0), reader.GetInt32(1), reader.GetDouble(2), reader.IsDBNull(3) ? null : reader.GetDouble(3)));

    /// <summary>Seconds that scoring a split took, over all networks.</summary>
    public double ScoringSeconds(string split) =>
        Read("SELECT total(seconds) FROM score WHERE split = $s", reader => reader.GetDouble(0), ("$s", split)).Single();

    /// <summary>Closes the file.</summary>
    public void Dispose() => _connection.Dispose();

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
