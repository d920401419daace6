using System.Reflection;

namespace LlamaNas.Evaluation;

/// <summary>The built-in tasks, and tasks from files.</summary>
public static class TaskCatalog
{
    private const string Prefix = "tasks/";
    private const string SubjectPrefix = "mmlu_";

    /// <summary>Names of the built-in tasks.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^".yaml".Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>A multiple-choice task, as searches and splits need it.</summary>
    /// <exception cref="UsageException">There is no such task, or it is of another kind.</exception>
    public static TaskDefinition Load(string nameOrFile) => Find(nameOrFile) as TaskDefinition
        ?? throw new UsageException($"Task '{nameOrFile}' has no choices, so it cannot guide a search. Use a multiple-choice task such as arc_easy, or a text as samples/c4.yaml does; evaluate scores the others.");

    /// <summary>A task by its name, by <c>mmlu_SUBJECT</c>, or by the path of its YAML file.</summary>
    /// <exception cref="UsageException">There is no such task.</exception>
    public static EvaluationTask Find(string nameOrFile)
    {
        if (nameOrFile.EndsWith(".yaml", StringComparison.Ordinal) || nameOrFile.EndsWith(".yml", StringComparison.Ordinal))
            return TaskFile.Read(nameOrFile);
        if (Names.Contains(nameOrFile))
            return BuiltIn(nameOrFile);
        if (nameOrFile.StartsWith(SubjectPrefix, StringComparison.Ordinal))
            return (TaskDefinition)BuiltIn("mmlu") with { Name = nameOrFile, Subject = nameOrFile[SubjectPrefix.Length..] };

        var nearest = Names.OrderBy(name => Distance(name, nameOrFile)).First();
        throw new UsageException($"Unknown task '{nameOrFile}'; did you mean '{nearest}'? Known: {string.Join(", ", Names)}, mmlu_SUBJECT, or the path of a .yaml file.");
    }

    private static EvaluationTask BuiltIn(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{name}.yaml")!;
        using var reader = new StreamReader(stream);
        return TaskFile.Parse(reader.ReadToEnd(), $"built-in task {name}");
    }

    // Levenshtein's distance: edits that turn one name into the other.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
