using System.Text.RegularExpressions;

namespace LlamaNas.Reports;

/// <summary>Fills a text with named parts in one pass, so that a part's own braces mean nothing.</summary>
internal static partial class Placeholders
{
    /// <summary>Replaces each <c>{{name}}</c>.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, string> parts) =>
        Name().Replace(template, match => parts[match.Groups[1].Value]);

    [GeneratedRegex(@"\{\{([a-z-]+)\}\}")]
    private static partial Regex Name();
}
