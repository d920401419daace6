using LlamaNas.Measurement;
using LlamaNas.Pipelines;
using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Spaces;
using LlamaNas.Tests.Checkpoints;

namespace LlamaNas.Tests.Pipelines;

/// <summary>The store of a search that never ran: two layers of at most 12 channels, outcomes as text, a digit a document.</summary>
internal sealed class InventedSearch : IDisposable
{
    private readonly RunStore _store;
    private readonly string _task;
    private int _evaluations;

    public InventedSearch(string path, string task, string precision = "bfloat16", string model = "", string weights = "")
    {
        _store = RunStore.Open(path, new RunSettings(
        [
            Pair("config", TinyCheckpoint.Config), Pair("tasks", task), Pair("objectives", "accuracy,parameters"), Pair("precision", precision),
            Pair("model", model), Pair("weights", weights), Pair("budget", "4"),
        ]));
        _task = task;
    }

    /// <summary>The search with what was added so far.</summary>
    public SearchedTask Read() => new(_task, _store, new StoredRun(_store));

    public static SubNetwork Network(int first, int second) => new() { Layers = [0, 1], FeedForwardWidths = [first, second] };

    public static long Parameters(SubNetwork network) => ParameterCount.Of(TinyCheckpoint.Sizes, network);

    public void Dispose() => _store.Dispose();

    /// <summary>A candidate of the search with its outcomes on the search split.</summary>
    public InventedSearch Candidate(SubNetwork network, string outcomes)
    {
        var score = Score(network, "search", outcomes);
        _store.AddCandidate(new CandidateEvaluated(new Candidate(network, [score, Parameters(network)]), ++_evaluations, 0));
        return this;
    }

    /// <summary>Outcomes of a network on the test split.</summary>
    public InventedSearch Test(SubNetwork network, string outcomes)
    {
        Score(network, "test", outcomes);
        return this;
    }

    private double Score(SubNetwork network, string split, string outcomes)
    {
        float[] values = [.. outcomes.Select(outcome => (float)(outcome - '0'))];
        _store.AddScore(new TaskScore(network, _task, split, "bfloat16", "acc", values.Average(), 0.1, [.. values], 1, 1));
        return values.Average();
    }

    private static KeyValuePair<string, string> Pair(string name, string value) => KeyValuePair.Create(name, value);
}
