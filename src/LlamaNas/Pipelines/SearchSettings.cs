using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Runs;
using LlamaNas.Search;
using LlamaNas.Search.Racing;
using LlamaNas.Spaces;

namespace LlamaNas.Pipelines;

/// <summary>One search: what is scored, how, and with which algorithm.</summary>
public sealed record SearchSettings
{
    // A store is continued by replaying, so another way to propose is another run.
    private const int LinasVersion = 2;

    /// <summary>Tasks whose accuracy counts.</summary>
    public required EquatableArray<string> Tasks { get; init; }

    /// <summary>Folder of the tasks' data.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Preset or file of the search space.</summary>
    public required string Space { get; init; }

    /// <summary>Objectives. Default: accuracy and parameters.</summary>
    public EquatableArray<string> Objectives { get; init; } = ["accuracy", "parameters"];

    /// <summary>One of <see cref="SearchAlgorithm.Names"/>. Default linas.</summary>
    public string Algorithm { get; init; } = "linas";

    /// <summary>Evaluations. Default 250.</summary>
    public int Budget { get; init; } = 250;

    /// <summary>Candidates a round; null (the default) for what suits the algorithm.</summary>
    public int? Population { get; init; }

    /// <summary>Chance of each gene to mutate; null (the default) for 1 / number of genes.</summary>
    public double? MutationRate { get; init; }

    /// <summary>What crossover keeps together. Default: nothing.</summary>
    public CrossoverKind Crossover { get; init; } = CrossoverKind.Uniform;

    /// <summary>Seed of search and split. Default 42.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Most documents of each task's search split; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Shots before each question. Default 0.</summary>
    public int FewShot { get; init; }

    /// <summary>Whether a begin-of-sequence token precedes each text. Default: as the tokenizer does.</summary>
    public BeginOfSequencePolicy BeginOfSequence { get; init; } = BeginOfSequencePolicy.Default;

    /// <summary>Bounds such as <c>parameters&lt;=90M</c>.</summary>
    public EquatableArray<string> Constraints { get; init; }

    /// <summary>Precision of scoring. Default bfloat16.</summary>
    public Precision Precision { get; init; } = Precision.BFloat16;

    /// <summary>How candidates race on growing samples of the documents; null (the default): each is scored in full.</summary>
    public RacingOptions? Racing { get; init; }

    /// <summary>Files of networks that are evaluated first, where they lie in the space and within the constraints: run stores (their fronts), or JSON lines of architectures. Default none.</summary>
    public EquatableArray<string> Start { get; init; }

    /// <summary>The request that objectives of latency mean. Default: 256 tokens read, 32 written.</summary>
    public LatencyWorkload Latency { get; init; } = new();

    /// <summary>File of the latency table; null for the one beside the run store.</summary>
    public string? LatencyTable { get; init; }

    /// <summary>Candidates a round.</summary>
    public int Candidates => Population ?? SearchAlgorithm.UsualPopulation(Algorithm);

    /// <summary>Options of the tasks' search half, or of another split.</summary>
    public EvaluationOptions Documents(DocumentSplit split, int? limit) =>
        new() { Split = split, SplitSeed = Seed, Limit = limit, FewShot = FewShot, BeginOfSequence = BeginOfSequence };

    /// <summary>What decides the results, for the run store.</summary>
    /// <param name="model">Folder of the model.</param>
    /// <param name="weightsHash">Hash of its weights.</param>
    /// <param name="config">Text of its config.json.</param>
    /// <param name="space">The space with all numbers resolved.</param>
    /// <param name="start">The networks of <see cref="Start"/>.</param>
    public RunSettings ToRunSettings(string model, string weightsHash, string config, string space, EquatableArray<SubNetwork> start = default) => new(
    [
        Pair("model", model), Pair("data", DataFolder), Pair("weights", weightsHash), Pair("config", config), Pair("space", space), Pair("tasks", string.Join(',', Tasks.Select(task => TaskCatalog.Load(task).Name))),
        Pair("objectives", string.Join(',', Objectives)), Pair("algorithm", Algorithm), Pair("budget", Budget), Pair("population", Candidates),
        Pair("seed", Seed), Pair("limit", Limit?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "all"), Pair("few_shot", FewShot),
        Pair("constraints", string.Join(',', Constraints)), Pair("precision", Precision.Name()),

        // Absent where it is the default, so that stores from before these settings go on.
        .. BeginOfSequence == BeginOfSequencePolicy.Default ? [] : (KeyValuePair<string, string>[])[Pair("bos", BeginOfSequence.Name())],
        .. LatencyObjectives.AreIn(this) ? [Pair("latency", Latency)] : (IEnumerable<KeyValuePair<string, string>>)[],
        .. Algorithm == "linas" ? (KeyValuePair<string, string>[])[Pair("algorithm_version", LinasVersion)] : [],
        .. MutationRate is { } rate ? (KeyValuePair<string, string>[])[Pair("mutation_rate", rate)] : [],
        .. Crossover == CrossoverKind.Uniform ? [] : (KeyValuePair<string, string>[])[Pair("crossover", Crossover.ToString().ToLowerInvariant())],
        .. start.Count == 0 ? (IEnumerable<KeyValuePair<string, string>>)[] : [Pair("start", $"{start.Count} networks, hash {Hash(start)}")],
        .. Racing is null ? (IEnumerable<KeyValuePair<string, string>>)[] : [Pair("racing", Racing)],
    ]);

    private static string Hash(IEnumerable<SubNetwork> networks) =>
        Fingerprint.OfText(string.Join('\n', networks.Select(SubNetworkJson.Print)));

    private static KeyValuePair<string, string> Pair(string name, object value) =>
        KeyValuePair.Create(name, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!);
}
