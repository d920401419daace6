using System.Text.RegularExpressions;

namespace LlamaNas.Evaluation;

/// <summary>WikiText's raw files: one paragraph a line, tokens apart by spaces, pages that start with a heading <c> = Title = </c>.</summary>
internal static partial class WikiText
{
    // What tokenisation set apart, in the order of the harness (wikitext/preprocess_wikitext.py).
    private static readonly (string Apart, string Together)[] BeforeBrackets =
    [
        (" @-@ ", "-"), (" @,@ ", ","), (" @.@ ", "."), (" : ", ": "), (" ; ", "; "), (" . ", ". "), (" ! ", "! "), (" ? ", "? "), (" , ", ", "),
    ];

    private static readonly (string Apart, string Together)[] AfterBrackets =
    [
        ("= = = =", "===="), ("= = =", "==="), ("= =", "=="), (" ° ", "°"), (" \n", "\n"), ("\n ", "\n"), (" N ", " 1 "), (" 's", "'s"),
    ];

    /// <summary>The pages of a file: each starts at its level-1 heading, the lines before it belong to the page before.</summary>
    public static IEnumerable<string> Pages(string text)
    {
        var page = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            if (IsTitle(line))
            {
                if (page.Any(known => !string.IsNullOrWhiteSpace(known)))
                    yield return string.Join('\n', page);
                page.Clear();
            }

            page.Add(line);
        }

        if (page.Any(known => !string.IsNullOrWhiteSpace(known)))
            yield return string.Join('\n', page);
    }

    /// <summary>All lines as the hub has them (a line keeps its line feed, a blank one is empty), with blank lines between.</summary>
    public static string Joined(string text) => string.Join(
        "\n\n",
        (text.EndsWith('\n') ? text[..^1] : text).Split('\n').Select(line => string.IsNullOrWhiteSpace(line) ? "" : line + "\n"));

    /// <summary>A page as people write it.</summary>
    public static string Detokenize(string page)
    {
        var text = Digit().Replace(page.Replace("s '", "s'", StringComparison.Ordinal), "/'[0-9]/");
        text = BeforeBrackets.Aggregate(text, Join);
        text = Parentheses().Replace(text, "($1)");
        text = Brackets().Replace(text, "[$1]");
        text = Braces().Replace(text, "{$1}");
        text = DoubleQuotes().Replace(text, "\"$1\"");
        text = SingleQuotes().Replace(text, "'$1'");
        return AfterBrackets.Aggregate(text, Join);
    }

    /// <summary>Number of words: pieces between white space, an empty one at each end included, as the harness counts.</summary>
    public static int Words(string page) => Spaces().Count(page) + 1;

    private static string Join(string text, (string Apart, string Together) pair) => text.Replace(pair.Apart, pair.Together, StringComparison.Ordinal);

    private static bool IsTitle(string line)
    {
        var heading = line.Replace("= = =", "===", StringComparison.Ordinal).Replace("= =", "==", StringComparison.Ordinal).Trim();
        return heading.StartsWith("= ", StringComparison.Ordinal) && heading.EndsWith(" =", StringComparison.Ordinal);
    }

    [GeneratedRegex("/' [0-9]/")]
    private static partial Regex Digit();

    [GeneratedRegex(@"\(\s*([^)]*?)\s*\)")]
    private static partial Regex Parentheses();

    [GeneratedRegex(@"\[\s*([^\]]*?)\s*\]")]
    private static partial Regex Brackets();

    [GeneratedRegex(@"\{\s*([^}]*?)\s*\}")]
    private static partial Regex Braces();

    [GeneratedRegex("\"\\s*([^\"]*?)\\s*\"")]
    private static partial Regex DoubleQuotes();

    [GeneratedRegex(@"'\s*([^']*?)\s*'")]
    private static partial Regex SingleQuotes();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
