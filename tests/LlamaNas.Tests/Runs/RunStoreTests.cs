using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Spaces;
using Microsoft.Data.Sqlite;

namespace LlamaNas.Tests.Runs;

public sealed class RunStoreTests : IDisposable
{
    private static readonly SubNetwork Network = new() { Layers = [0, 2], FeedForwardWidths = [8, 16] };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_added_is_found_after_reopening()
    {
        var score = new TaskScore(Network, "arc_easy", "search", "bfloat16", "acc_norm", 0.5, 0.1, [1, 0], 123, 0.25);
        using (var store = Open())
        {
            store.AddScore(score);
            store.AddCandidate(new CandidateEvaluated(new Candidate(Network, [0.5, 12]), Evaluation: 1, Round: 0));
            store.AddRound(new RoundFinished(0, 1, 0.25, null));
        }

        using var again = Open();
        Assert.Equal(score, again.FindScore(Network, "arc_easy", "search", "bfloat16"));
        Assert.Equal(new Candidate(Network, [0.5, 12]), again.Candidates().Single().Candidate);
        Assert.Equal(new RoundFinished(0, 1, 0.25, null), again.Rounds().Single());
    }

    [Fact]
    public void A_replayed_search_adds_nothing()
    {
        using var store = Open();
        var evaluated = new CandidateEvaluated(new Candidate(Network, [0.5, 12]), Evaluation: 1, Round: 0);
        store.AddCandidate(evaluated);
        store.AddCandidate(evaluated);

        Assert.Single(store.Candidates());
    }

    [Fact]
    public void A_greater_budget_continues_the_run()
    {
        Open().Dispose();
        using (var store = Open(Settings("budget", "500")))
            Assert.Empty(store.Candidates());

        using var later = Open(Settings("budget", "500"));
        Assert.Equal("500", later.Settings["budget"]);
    }

    [Fact]
    public void Another_run_is_refused_with_what_differs()
    {
        Open().Dispose();

        var message = Assert.Throws<UsageException>(() => Open(Settings("seed", "7"))).Message;

        Assert.Contains("seed is '42' there, '7' here", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_are_found_in_order_and_count_as_long_as_they_are_no_whole_score()
    {
        using var store = Open();
        var second = new SampleScore(Network, "arc_easy", "search", "bfloat16", First: 2, "acc_norm", [0, 1, 1], 30, 0.5);
        var first = second with { First = 0, Outcomes = [1, 0], ComputedTokens = 20, Seconds = 0.25 };
        store.AddSample(second);
        store.AddSample(first);
        store.AddSample(first with { Outcomes = [0, 0] });

        Assert.Equal([first, second], store.Samples(Network, "arc_easy", "search", "bfloat16"));
        Assert.Equal((50, 0.75), (store.ComputedTokens("search"), store.ScoringSeconds("search")));
        store.AddScore(new TaskScore(Network, "arc_easy", "search", "bfloat16", "acc_norm", 0.6, 0.2, [1, 0, 0, 1, 1], 50, 0.75));
        Assert.Equal((50, 0.75), (store.ComputedTokens("search"), store.ScoringSeconds("search")));
    }

    [Fact]
    public void A_stopped_candidate_keeps_its_errors()
    {
        using var store = Open();
        var stopped = new Candidate(Network, [0.5, 12]) { SamplingErrors = [0.03, 0] };
        store.AddCandidate(new CandidateEvaluated(stopped, Evaluation: 1, Round: 0));

        Assert.Equal(stopped, store.Candidates().Single().Candidate);
    }

    [Fact]
    public void A_store_of_version_1_is_brought_up_and_keeps_what_it_holds()
    {
        var evaluated = new CandidateEvaluated(new Candidate(Network, [0.5, 12]), Evaluation: 1, Round: 0);
        using (var store = Open())
            store.AddCandidate(evaluated);
        Execute("DROP TABLE sample_score; ALTER TABLE candidate DROP COLUMN sampling_errors; PRAGMA user_version = 1");

        using var upgraded = RunStore.OpenExisting(_folder["run.db"]);

        Assert.Equal(evaluated, upgraded.Candidates().Single());
        Assert.Empty(upgraded.Samples(Network, "arc_easy", "search", "bfloat16"));
    }

    [Fact]
    public void A_reader_sees_what_a_writer_adds_and_cannot_add_itself()
    {
        using var writer = Open();
        using var reader = RunStore.OpenToRead(_folder["run.db"]);
        var before = reader.DataVersion;

        writer.AddRound(new RoundFinished(0, 1, 0.25, null));

        Assert.NotEqual(before, reader.DataVersion);
        Assert.Single(reader.Rounds());
        Assert.Contains("read-only", Assert.Throws<RunStoreException>(() => reader.AddRound(new RoundFinished(1, 2, 0.3, null))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_leaves_a_store_of_version_1_alone()
    {
        Open().Dispose();
        Execute("PRAGMA user_version = 1;");

        Assert.Contains("Bring it up with 'llama-nas front", Assert.Throws<RunStoreException>(() => RunStore.OpenToRead(_folder["run.db"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_of_another_version_is_refused()
    {
        Open().Dispose();
        Execute("PRAGMA user_version = 9");

        Assert.Contains("version 9, but this program reads version 2", Assert.Throws<RunStoreException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_database_is_refused()
    {
        Execute("CREATE TABLE other (x)");

        Assert.Contains("not a run store", Assert.Throws<RunStoreException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        _folder.Write("run.db", new byte[5000]);

        Assert.Contains("not a run store", Assert.Throws<RunStoreException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("no such file", Assert.Throws<UsageException>(() => RunStore.OpenExisting(_folder["none.db"])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(13, "the disk is full")]
    [InlineData(5, "another process is writing")]
    [InlineData(8, "read-only")]
    [InlineData(11, "damaged")]
    public void Errors_of_the_database_say_what_to_do(int code, string reason)
    {
        var message = Assert.Throws<RunStoreException>(() => RunStoreFile.Guard<int>("run.db", () => throw new SqliteException("error", code))).Message;

        Assert.StartsWith("run.db: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_search_into_the_same_store_is_refused_until_the_first_has_ended()
    {
        using (Open())
        {
            Assert.Contains("another process is writing", Assert.Throws<UsageException>(() => Open()).Message, StringComparison.Ordinal);
            RunStore.OpenToRead(_folder["run.db"]).Dispose();
        }

        Open().Dispose();
        Assert.False(File.Exists(_folder["run.db.lock"]));
    }

    private RunStore Open(RunSettings? settings = null) => RunStore.Open(_folder["run.db"], settings ?? Settings("seed", "42"));

    private static RunSettings Settings(string name, string value) =>
        new([.. new Dictionary<string, string> { ["seed"] = "42", ["budget"] = "250", [name] = value }]);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder["run.db"]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
