using System.Text.RegularExpressions;

namespace LlamaNas.Evaluation;

/// <summary>The named text transforms of task files.</summary>
internal static partial class TextFilters
{
    private static readonly Dictionary<string, Func<string, string>> Known = new(StringComparer.Ordinal)
    {
        ["strip"] = text => text.Trim(),
        ["lstrip"] = text => text.TrimStart(),
        ["capitalize"] = Capitalize,
        ["opening"] = text => Opening().Match(text).Value,
        ["spaces"] = text => text.Replace('_', ' '),
        ["before_blank"] = text => text[..Blank(text)],
        ["after_blank"] = text => text[(Blank(text) + 1)..],
        ["hellaswag"] = HellaSwag,
        ["wikitext"] = WikiText.Detokenize,
    };

    /// <summary>Names of all filters.</summary>
    public static IEnumerable<string> Names => Known.Keys.Order(StringComparer.Ordinal);

    /// <summary>Applies filters in order.</summary>
    public static string Apply(string text, IEnumerable<string> filters) => filters.Aggregate(text, (current, filter) => Known[filter](current));

    // Python's str.capitalize: the first character upper case, the rest lower case.
    private static string Capitalize(string text) =>
        text.Length == 0 ? text : text[..1].ToUpperInvariant() + text[1..].ToLowerInvariant();

    private static int Blank(string text) => text.IndexOf('_') is var at and >= 0 ? at : text.Length - 1;

    // lm-evaluation-harness, hellaswag/utils.py: WikiHow artefacts.
    private static string HellaSwag(string text) =>
        Brackets().Replace(text.Trim().Replace(" [title]", ". ", StringComparison.Ordinal), "").Replace("  ", " ", StringComparison.Ordinal);

    // The first sixty words.
    [GeneratedRegex(@"^(\s*\S+){0,60}")]
    private static partial Regex Opening();

    [GeneratedRegex(@"\[.*?\]")]
    private static partial Regex Brackets();
}
