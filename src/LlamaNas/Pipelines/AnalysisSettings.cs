namespace LlamaNas.Pipelines;

/// <summary>Which runs are analysed, and how fronts are scored on other tasks.</summary>
public sealed record AnalysisSettings
{
    /// <summary>Run stores, one a task.</summary>
    public required EquatableArray<string> Runs { get; init; }

    /// <summary>The super-network that they searched: scores every front on every task. Null (default) for what is stored.</summary>
    public string? Model { get; init; }

    /// <summary>Folder of the tasks' data, with a model. Default data.</summary>
    public string DataFolder { get; init; } = "data";

    /// <summary>Paths of the .yaml files of searched tasks that are not built in, with a model.</summary>
    public EquatableArray<string> Tasks { get; init; }

    /// <summary>Most documents of each test half, with a model; must be that of the test scores that are stored. Null (default): as many as those have, 400 where there are none.</summary>
    public int? Limit { get; init; }

    /// <summary>Most members of a front that are scored on other tasks, spread evenly. Default 5.</summary>
    public int Members { get; init; } = 5;
}
