namespace LlamaNas.Evaluation;

/// <summary>One request as text.</summary>
/// <param name="Context">Text before the continuation.</param>
/// <param name="Continuation">What is scored; starts with the space that separates it.</param>
public sealed record RequestText(string Context, string Continuation);

/// <summary>A document's requests as text, with the right answer; written exactly as lm-evaluation-harness 0.4.13 does.</summary>
/// <param name="Document">The document.</param>
/// <param name="Requests">One per choice.</param>
/// <param name="Choices">The choices without separator: acc_norm divides by their length in characters.</param>
/// <param name="Target">0-based right choice.</param>
/// <param name="Labels">1 for each true choice, 0 for the others (mc2); empty where one choice is right.</param>
public sealed record DocumentRequests(
    TaskDocument Document, EquatableArray<RequestText> Requests, EquatableArray<string> Choices, int Target, EquatableArray<int> Labels);

/// <summary>Builds requests from documents.</summary>
internal static class RequestBuilder
{
    private const string Separator = " ";

    /// <summary>The requests of a document.</summary>
    /// <param name="task">The task.</param>
    /// <param name="document">The document.</param>
    /// <param name="shots">Documents whose solved form precedes the question.</param>
    public static DocumentRequests Build(TaskDefinition task, TaskDocument document, IReadOnlyList<TaskDocument> shots)
    {
        var start = task.Description.Fill(document) + string.Concat(shots.Select(shot => Solved(task, shot)));
        var choices = Choices(task, document);
        var contexts = task.Contexts.Select(context => start + context.Fill(document)).ToArray();
        if (contexts.Length > 1 && contexts.Length != choices.Count)
            throw new TaskException($"{document.Where}: {choices.Count} choices, but task '{task.Name}' has {contexts.Length} contexts. Correct the task file.");

        var requests = choices.Select((choice, index) => new RequestText(contexts[contexts.Length == 1 ? 0 : index], Separator + choice));
        return new DocumentRequests(document, [.. requests], [.. choices], Target(task, document, choices.Count), Labels(task, document, choices.Count));
    }

    // A shot: question, separator, right answer, blank line.
    private static string Solved(TaskDefinition task, TaskDocument shot)
    {
        var choices = Choices(task, shot);
        var target = Target(task, shot, choices.Count);
        return task.Contexts[task.Contexts.Count == 1 ? 0 : target].Fill(shot) + Separator + choices[target] + "\n\n";
    }

    private static IReadOnlyList<string> Choices(TaskDefinition task, TaskDocument document)
    {
        IReadOnlyList<string> choices = task.Choices.ListColumn is { } column
            ? [.. document.Texts(column).Select(text => TextFilters.Apply(text, task.Choices.Filters))]
            : [.. task.Choices.Templates.Select(template => template.Fill(document))];
        return choices.Count > 0 ? choices : throw new TaskException($"{document.Where}: no choices. Correct or remove the line.");
    }

    private static int Target(TaskDefinition task, TaskDocument document, int choices)
    {
        if (task.Target.Column is not { } column)
            return Math.Min(task.Target.First, choices - 1);

        var target = task.Target.Among is { } among
            ? document.Texts(among).ToList().IndexOf(document.Text(column))
            : document.Number(column) - task.Target.First;
        return target >= 0 && target < choices
            ? target
            : throw new TaskException($"{document.Where}: '{column}' is '{document.Text(column)}', which names none of the {choices} choices. Correct the line.");
    }

    private static EquatableArray<int> Labels(TaskDefinition task, TaskDocument document, int choices)
    {
        if (task.Target.LabelsColumn is not { } column)
            return [];

        EquatableArray<int> labels = [.. Enumerable.Range(0, document.Texts(column).Count).Select(index => document.Number($"{column}.{index}"))];
        return labels.Count == choices
            ? labels
            : throw new TaskException($"{document.Where}: {labels.Count} labels in '{column}' for {choices} choices. Correct the line.");
    }
}
