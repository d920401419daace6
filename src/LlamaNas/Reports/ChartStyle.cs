using System.Text.RegularExpressions;

namespace LlamaNas.Reports;

/// <summary>The charts' style sheet for a drawing of its own: many programs that show SVG know no CSS variables, so colours are written out, for light and dark pages.</summary>
internal static partial class ChartStyle
{
    /// <summary>Writes the colours out.</summary>
    /// <param name="css">A <c>:root</c> block of <c>--name: light-dark(#light, #dark);</c>, and rules that name them.</param>
    public static string WithColours(string css)
    {
        var root = Root().Match(css);
        var colours = Colour().Matches(root.Value);
        if (colours.Count == 0)
            throw new ArgumentException("the style has no :root block of light-dark() colours", nameof(css));

        var rules = css.Remove(root.Index, root.Length).Trim();
        return $"{Written(rules, colours, "light")}\n@media (prefers-color-scheme: dark) {{\n{Written(rules, colours, "dark")}\n}}\n";
    }

    /// <summary>A colour's values on light and on dark pages.</summary>
    /// <param name="css">A style sheet with <c>--name: light-dark(#light, #dark);</c>.</param>
    /// <param name="name">The colour's name, with its dashes.</param>
    public static (ThemeColour Light, ThemeColour Dark) Colours(string css, string name)
    {
        var match = Colour().Matches(css).FirstOrDefault(match => match.Groups["name"].Value == name) ?? throw new ArgumentException($"the style has no colour {name}", nameof(css));
        return (ThemeColour.Parse(match.Groups["light"].Value), ThemeColour.Parse(match.Groups["dark"].Value));
    }

    private static string Written(string rules, MatchCollection colours, string theme) => colours.Aggregate(
        rules, (text, match) => text.Replace($"var({match.Groups["name"].Value})", match.Groups[theme].Value, StringComparison.Ordinal));

    [GeneratedRegex(@":root\s*\{[^}]*\}")]
    private static partial Regex Root();

    [GeneratedRegex(@"(?<name>--[a-z]+):\s*light-dark\((?<light>#[0-9a-fA-F]+),\s*(?<dark>#[0-9a-fA-F]+)\);")]
    private static partial Regex Colour();
}
