using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Search;
using LlamaNas.Search.Racing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace LlamaNas.Pipelines;

/// <summary>
/// One experiment: what <c>llama-nas run CONFIG.yaml</c> reads. Keys are written with underscores. Paths are relative to the file; <c>~</c> is the
/// home folder.
/// </summary>
public sealed record RunConfiguration
{
    /// <summary>Headline of the report.</summary>
    public string Title { get; set; } = "LLaMA-NAS";

    /// <summary>Model folder.</summary>
    public string Model { get; set; } = "";

    /// <summary>Folder of the tasks' data.</summary>
    public string Data { get; set; } = "";

    /// <summary>Folder that everything is written to.</summary>
    public string Output { get; set; } = "";

    /// <summary>Preset or file of the search space.</summary>
    public string Space { get; set; } = "paper";

    /// <summary>Fine-tuning; absent: the model is searched as it is.</summary>
    public FineTuneConfiguration? Finetune { get; set; }

    /// <summary>float32 or bfloat16. Default bfloat16.</summary>
    public string Precision { get; set; } = "bfloat16";

    /// <summary>Begin-of-sequence token before each text: default (as the tokenizer does), always or never.</summary>
    public string Bos { get; set; } = "default";

    /// <summary>Seed of everything. Default 42.</summary>
    public int Seed { get; set; } = 42;

    /// <summary>One search each.</summary>
    public List<SearchConfiguration> Searches { get; set; } = [];

    /// <summary>What is scored on the test split.</summary>
    public TestConfiguration Test { get; set; } = new();

    /// <summary>Reads a file; paths come back absolute.</summary>
    /// <exception cref="UsageException">The file is missing or malformed; names the line.</exception>
    public static RunConfiguration Read(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"{path}: no such file. Give an experiment's YAML file, such as samples/smollm2.yaml.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var configuration = Parse(File.ReadAllText(path), path);
        configuration.Model = Absolute(folder, configuration.Model);
        configuration.Data = Absolute(folder, configuration.Data);
        configuration.Output = Absolute(folder, configuration.Output);
        if (configuration.Space.EndsWith(".yaml", StringComparison.Ordinal))
            configuration.Space = Absolute(folder, configuration.Space);
        if (configuration.Finetune is { } finetune)
        {
            finetune.Data = Absolute(folder, finetune.Data);
            finetune.Networks = [.. finetune.Networks.Select(path => Absolute(folder, path))];
            finetune.Teacher = finetune.Teacher is { } teacher ? Absolute(folder, teacher) : null;
        }

        foreach (var search in configuration.Searches)
        {
            search.Start = [.. search.Start.Select(path => Absolute(folder, path))];
            search.Tasks = [.. search.Tasks.Select(task => task.EndsWith(".yaml", StringComparison.Ordinal) ? Absolute(folder, task) : task)];
        }

        return configuration;
    }

    /// <summary>Reads the YAML text.</summary>
    /// <inheritdoc cref="Read"/>
    public static RunConfiguration Parse(string yaml, string source)
    {
        var root = YamlText.Root(yaml, source, (message, cause) => new UsageException(message, cause));
        try
        {
            if (root is not YamlScalarNode && root.AllNodes.OfType<YamlScalarNode>().FirstOrDefault(IsEmpty) is { } empty)
                throw new UsageException($"{source}, line {empty.Start.Line}: a value is empty. Write one, or leave the entry out.");
            var configuration = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithEnumNamingConvention(UnderscoredNamingConvention.Instance).Build()
                .Deserialize<RunConfiguration>(yaml) ?? throw new UsageException($"{source}: the file is empty. See samples/smollm2.yaml for the form.");
            foreach (var (name, value) in ((string, string)[])[("model", configuration.Model), ("data", configuration.Data), ("output", configuration.Output)])
            {
                if (value.Length == 0)
                    throw new UsageException($"{source}: '{name}' is missing. Add it; see samples/smollm2.yaml for the form.");
            }

            if (configuration.Searches.Count == 0 || configuration.Searches.Any(search => search.Tasks.Count == 0))
                throw new UsageException($"{source}: no searches, or one without tasks. Add \"searches: [{{tasks: [arc_easy]}}]\".");
            return configuration;
        }
        catch (YamlException exception)
        {
            throw new UsageException($"{source}, line {exception.Start.Line}: {(exception.InnerException ?? exception).Message.Split('\n')[0]} Correct the line.", exception);
        }
    }

    /// <summary>The settings of one search.</summary>
    internal SearchSettings Settings(SearchConfiguration search) => new()
    {
        Tasks = [.. search.Tasks],
        DataFolder = Data,
        Space = Space,
        Objectives = [.. search.Objectives],
        Algorithm = search.Algorithm,
        Budget = search.Budget,
        Population = search.Population,
        MutationRate = search.MutationRate,
        Crossover = SearchOptions.ParseCrossover(search.Crossover),
        Seed = Seed,
        Limit = search.Limit,
        FewShot = search.FewShot,
        BeginOfSequence = BeginOfSequencePolicies.Parse(Bos),
        Constraints = [.. search.Constraints],
        Latency = new LatencyWorkload { PromptTokens = search.PromptTokens, WrittenTokens = search.WrittenTokens },
        Racing = search.Racing ? new RacingOptions() : null,
        Start = [.. search.Start],
        Precision = PrecisionNames.Parse(Precision),
    };

    // What YAML reads as null.
    private static bool IsEmpty(YamlScalarNode node) => node is { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" };

    private static string Absolute(string folder, string path)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.GetFullPath(path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, path[2..]) : Path.Combine(folder, path));
    }
}
