using System.Text.RegularExpressions;

namespace LlamaNas.Evaluation;

/// <summary>
/// A task for which the model writes text, as its YAML file describes it:
/// <code>
/// task: gsm8k
/// file: gsm8k_test.jsonl
/// rows: {skip: 0, take: 100}         # optional: which documents of the file
/// context: "Question: {question}\nAnswer:"
/// target: "{answer}"                 # right answer, also behind each shot
/// separator: " "                     # between context and target of a shot
/// few_shot: {file: gsm8k_train.jsonl, count: 5}
/// generate: {until: ["Question:"], maximum_tokens: 256}
/// exact_match: {answers: {strict: {pattern: "#### (\\d+)", take: first}}, ignore: [","]}
/// program: {before: "{prompt}", after: "\n{test}"}        # instead of exact_match: the text is a program's middle
/// </code>
/// </summary>
public sealed record GenerationTask : EvaluationTask
{
    /// <summary>Documents at the start of the file that are left out.</summary>
    public int Skip { get; init; }

    /// <summary>Most documents after those; null for all.</summary>
    public int? Take { get; init; }

    /// <summary>What the model is given.</summary>
    public required Template Context { get; init; }

    /// <summary>Right answer, also of shots; empty where a program tells.</summary>
    public Template Target { get; init; } = Template.Empty;

    /// <summary>What stands between context and target of a shot. Default: a space.</summary>
    public string Separator { get; init; } = " ";

    /// <summary>The text ends before the first of these.</summary>
    public required EquatableArray<string> Until { get; init; }

    /// <summary>Most tokens to write. Default 256.</summary>
    public int MaximumTokens { get; init; } = 256;

    /// <summary>How the answer is compared; null where a program tells.</summary>
    public ExactMatch? Match { get; init; }

    /// <summary>The program around the written text, whose run tells; null where the answer is compared.</summary>
    public ProgramFrame? Program { get; init; }

    internal static GenerationTask Read(TaskNode node, string name)
    {
        node.AllowOnly("task", "version", "file", "rows", "context", "target", "separator", "few_shot", "generate", "exact_match", "program");
        if (node.Has("exact_match") == node.Has("program"))
            throw node.Error("generate", "a task that generates needs either 'exact_match' or 'program'. Add one of them.");
        var rows = node.Has("rows") ? node.Within("rows") : null;
        rows?.AllowOnly("skip", "take");
        var form = node.Within("generate");
        form.AllowOnly("until", "maximum_tokens");
        return new GenerationTask
        {
            Name = name,
            Version = node.Number("version", absent: 1),
            File = node.Optional("file") ?? $"{name}.jsonl",
            Skip = rows?.Number("skip", absent: 0) ?? 0,
            Take = rows is not null && rows.Has("take") ? rows.Number("take", absent: 0) : null,
            Context = TaskFile.Template(node, "context", node.Text("context")),
            Target = TaskFile.Template(node, "target", node.Optional("target") ?? ""),
            Separator = node.Optional("separator") ?? " ",
            FewShot = node.Has("few_shot") ? TaskFile.FewShot(node) : null,
            Until = [.. form.Items("until")],
            MaximumTokens = form.Number("maximum_tokens", absent: 256) is > 0 and var tokens ? tokens : throw form.Error("maximum_tokens", "'maximum_tokens' must be at least 1."),
            Match = node.Has("exact_match") ? Comparison(node.Within("exact_match")) : null,
            Program = node.Has("program") ? Frame(node.Within("program")) : null,
        };
    }

    private static ExactMatch Comparison(TaskNode node)
    {
        node.AllowOnly("answers", "ignore");
        var answers = node.Within("answers");
        return new ExactMatch(
            [.. answers.Names.Select(name => Answer(answers.Within(name), $"exact_match_{name}"))],
            node.Has("ignore") ? [.. node.Items("ignore").Select(pattern => Regex(node, "ignore", pattern))] : []);
    }

    private static AnswerPattern Answer(TaskNode node, string name)
    {
        node.AllowOnly("pattern", "take");
        return new AnswerPattern(name, Regex(node, "pattern", node.Text("pattern")), (node.Optional("take") ?? "first") switch
        {
            "first" => false,
            "last" => true,
            var other => throw node.Error("take", $"take is '{other}'. Use first or last."),
        });
    }

    private static ProgramFrame Frame(TaskNode node)
    {
        node.AllowOnly("before", "after");
        return new ProgramFrame(
            TaskFile.Template(node, "before", node.Optional("before") ?? ""), TaskFile.Template(node, "after", node.Optional("after") ?? ""));
    }

    private static Regex Regex(TaskNode node, string name, string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant);
        }
        catch (ArgumentException exception)
        {
            throw node.Error(name, $"'{pattern}' is no regular expression ({exception.Message.TrimEnd('.')}). Correct it.");
        }
    }
}

/// <summary>The program around a written text; it passes where it runs to its end.</summary>
/// <param name="Before">What stands before the text.</param>
/// <param name="After">What stands behind it: the tests.</param>
public sealed record ProgramFrame(Template Before, Template After)
{
    /// <summary>The whole program.</summary>
    public string Around(TaskDocument document, string text) => Before.Fill(document) + text + After.Fill(document);
}
