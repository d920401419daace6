namespace LlamaNas.Pipelines;

/// <summary>One search of an experiment.</summary>
public sealed record SearchConfiguration
{
    /// <summary>Tasks whose accuracy counts.</summary>
    public List<string> Tasks { get; set; } = [];

    /// <summary>Objectives.</summary>
    public List<string> Objectives { get; set; } = ["accuracy", "parameters"];

    /// <summary>linas, linas-compatible, nsga2, evopress, random or exhaustive.</summary>
    public string Algorithm { get; set; } = "linas";

    /// <summary>Evaluations.</summary>
    public int Budget { get; set; } = 250;

    /// <summary>Candidates a round; absent: what suits the algorithm.</summary>
    public int? Population { get; set; }

    /// <summary>Chance of each gene to mutate; absent: 1 / number of genes.</summary>
    public double? MutationRate { get; set; }

    /// <summary>uniform or layers.</summary>
    public string Crossover { get; set; } = "uniform";

    /// <summary>Most documents of each task's search split.</summary>
    public int? Limit { get; set; }

    /// <summary>Shots before each question.</summary>
    public int FewShot { get; set; }

    /// <summary>Bounds such as parameters&lt;=90M.</summary>
    public List<string> Constraints { get; set; } = [];

    /// <summary>Whether candidates race on growing samples of the documents.</summary>
    public bool Racing { get; set; }

    /// <summary>Files of networks to evaluate first: run stores, or JSON lines of architectures.</summary>
    public List<string> Start { get; set; } = [];

    /// <summary>Tokens of the prompt that objectives of latency read.</summary>
    public int PromptTokens { get; set; } = 256;

    /// <summary>Tokens that objectives of latency write.</summary>
    public int WrittenTokens { get; set; } = 32;

    /// <summary>Name of the search and its files. Default: its tasks.</summary>
    public string? Name { get; set; }

    internal string FileName => Name ?? string.Join('+', Tasks.Select(task => Path.GetFileNameWithoutExtension(task)));
}
