using System.Text;
using System.Text.RegularExpressions;

namespace LlamaNas.Evaluation;

/// <summary>
/// Text with columns in braces: <c>Question: {question}</c>, <c>{choices.0}</c>, <c>{ctx_b|capitalize}</c>. A filter after <c>|</c> is one of
/// <see cref="TextFilters"/>; <c>{{</c> and <c>}}</c> are braces.
/// </summary>
/// <param name="Text">The template.</param>
/// <param name="Filters">Filters for the whole result.</param>
public sealed partial record Template(string Text, EquatableArray<string> Filters = default)
{
    /// <summary>The template that gives no text.</summary>
    public static Template Empty { get; } = new("");

    /// <summary>The text for a document.</summary>
    /// <exception cref="TaskException">The document lacks a column.</exception>
    public string Fill(TaskDocument document)
    {
        var text = new StringBuilder();
        var at = 0;
        foreach (Match match in Parts().Matches(Text))
        {
            text.Append(Text, at, match.Index - at).Append(Value(match.Value, document));
            at = match.Index + match.Length;
        }

        return TextFilters.Apply(text.Append(Text, at, Text.Length - at).ToString(), Filters);
    }

    /// <summary>Filters that the template names, for validation.</summary>
    internal IEnumerable<string> UsedFilters =>
        Filters.Concat(Parts().Matches(Text).Where(match => match.Value is not ("{{" or "}}")).SelectMany(match => match.Value[1..^1].Split('|').Skip(1)));

    private static string Value(string part, TaskDocument document)
    {
        if (part is "{{" or "}}")
            return part[..1];
        var pieces = part[1..^1].Split('|');
        return TextFilters.Apply(document.Text(pieces[0]), pieces[1..]);
    }

    [GeneratedRegex(@"\{\{|\}\}|\{[^{}]+\}")]
    private static partial Regex Parts();
}
