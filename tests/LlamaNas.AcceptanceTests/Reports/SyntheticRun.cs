using System.Globalization;
using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Pipelines;
using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Spaces;
using LlamaNas.Tests.Conventions;

namespace LlamaNas.AcceptanceTests.Reports;

/// <summary>Writes the run store of a search that never ran: sub-networks of the tiny model with invented scores, the same for the same seed; the documents are said to be those of seed 42.</summary>
internal sealed class SyntheticRun : IDisposable
{
    private const int Documents = 40;
    private readonly LlamaConfig _config;
    private readonly RunStore _store;
    private readonly string[] _tasks;
    private readonly Random _random;
    private int _evaluations;

    public SyntheticRun(string path, string tasks, string algorithm, int budget, int seed = 42, string objectives = "accuracy,parameters", int limit = 40)
    {
        Path = path;
        _tasks = tasks.Split(',');
        _random = new Random(seed);
        var text = File.ReadAllText(System.IO.Path.Combine(Model, "config.json"));
        _config = LlamaConfigFile.Parse(File.ReadAllBytes(System.IO.Path.Combine(Model, "config.json")), "config.json");
        _store = RunStore.Open(path, new RunSettings(
        [
            Pair("model", Model), Pair("data", "data"), Pair("weights", "5e1a3c13aaac608e"), Pair("config", text), Pair("space", "free"), Pair("tasks", tasks),
            Pair("objectives", objectives), Pair("algorithm", algorithm), Pair("budget", budget.ToString(CultureInfo.InvariantCulture)),
            Pair("seed", "42"), Pair("limit", limit.ToString(CultureInfo.InvariantCulture)), Pair("precision", "bfloat16"),
        ]));
    }

    public static string Model { get; } = System.IO.Path.Combine(SourceFiles.Root, "src/LlamaNas.Cli/Quickstart/model");

    public string Path { get; }

    public void Dispose() => _store.Dispose();

    /// <summary>Evaluates some more networks, five a round.</summary>
    public SyntheticRun Evaluate(int count)
    {
        for (var index = 0; index < count; index++)
        {
            var network = _evaluations == 0 ? SubNetwork.Full(_config) : Sample();
            var parameters = ParameterCount.Of(_config, network);
            Score(network, "search");
            _store.AddCandidate(new CandidateEvaluated(
                new Candidate(network, [_tasks.Average(task => _store.FindScore(network, task, "search", "bfloat16")!.Value), parameters]), ++_evaluations, (_evaluations - 1) / 5));
            if (_evaluations % 5 == 0)
                _store.AddRound(new RoundFinished((_evaluations / 5) - 1, _evaluations, 0.3 + (0.01 * _evaluations), null));
        }

        return this;
    }

    /// <summary>Scores the full network and the front on the test split.</summary>
    /// <param name="members">How many of the front's members, from large to small.</param>
    public SyntheticRun Test(int members = int.MaxValue)
    {
        Score(SubNetwork.Full(_config), "test");
        foreach (var member in new StoredRun(_store).Front.Take(members))
            Score(member.SubNetwork, "test");
        return this;
    }

    private SubNetwork Sample()
    {
        int[] layers = [.. Enumerable.Range(0, _config.LayerCount).Where(_ => _random.NextDouble() < 0.75)];
        return layers.Length == 0 ? Sample() : new SubNetwork { Layers = [.. layers], FeedForwardWidths = [.. layers.Select(layer => _config.FeedForwardWidths[layer] * _random.Next(2, 5) / 4)] };
    }

    private void Score(SubNetwork network, string split)
    {
        var share = (double)ParameterCount.Of(_config, network) / ParameterCount.Of(_config);
        foreach (var task in _tasks)
        {
            float[] outcomes = [.. Enumerable.Range(0, Documents).Select(_ => _random.NextDouble() < 0.2 + (0.5 * share) ? 1f : 0f)];
            _store.AddScore(new TaskScore(network, task, split, "bfloat16", "acc", outcomes.Average(), Math.Sqrt(0.25 / Documents), [.. outcomes], 1, 1));
        }
    }

    private static KeyValuePair<string, string> Pair(string name, string value) => KeyValuePair.Create(name, value);
}
