using System.Text.RegularExpressions;

namespace LlamaNas.Reports;

/// <summary>The charts' style sheet for a drawing of its own: many programs that show SVG know no CSS variables, so colours are written out, for light and dark pages.</summary>
internal static partial class ChartStyle
{
    /// <summary>Writes the colours out.</summary>
    /// <param name="css">A <c>:root</c> block of light colours, a media block of dark ones, and rules that name them.</param>
    public static string WithColours(string css)
    {
        var blocks = Root().Matches(css).Select(match => match.Groups["colours"].Value).ToArray();
        if (blocks.Length != 2)
            throw new ArgumentException($"the style has {blocks.Length} blocks of colours, but needs one for light and one for dark pages", nameof(css));

        var rules = Dark().Replace(css, "");
        rules = Root().Replace(rules, "").Trim();
        return $"{Written(rules, blocks[0])}\n@media (prefers-color-scheme: dark) {{\n{Written(rules, blocks[1])}\n}}\n";
    }

    private static string Written(string rules, string colours) => Colour().Matches(colours).Aggregate(
        rules, (text, match) => text.Replace($"var({match.Groups["name"].Value})", match.Groups["value"].Value, StringComparison.Ordinal));

    [GeneratedRegex(@":root\s*\{(?<colours>[^}]*)\}")]
    private static partial Regex Root();

    [GeneratedRegex(@"@media \(prefers-color-scheme: dark\)\s*\{\s*:root\s*\{[^}]*\}\s*\}")]
    private static partial Regex Dark();

    [GeneratedRegex(@"(?<name>--[a-z]+):\s*(?<value>#[0-9a-fA-F]+);")]
    private static partial Regex Colour();
}
