namespace LlamaNas.Reports;

/// <summary>The colours of a heat map's cells, from a panel's to the accent's, with a text that can be read on each; light and dark pages.</summary>
internal sealed class HeatScale
{
    private readonly (ThemeColour Panel, ThemeColour Accent) _light;
    private readonly (ThemeColour Panel, ThemeColour Accent) _dark;

    private HeatScale((ThemeColour Panel, ThemeColour Accent) light, (ThemeColour Panel, ThemeColour Accent) dark) => (_light, _dark) = (light, dark);

    /// <summary>The scale of the page's style sheets, which define <c>--raised</c> and <c>--accent</c>.</summary>
    public static HeatScale Of(string css)
    {
        var (panel, accent) = (ChartStyle.Colours(css, "--raised"), ChartStyle.Colours(css, "--accent"));
        return new HeatScale((panel.Light, accent.Light), (panel.Dark, accent.Dark));
    }

    /// <summary>A cell's colour and its text's.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="isDark">Whether the page is dark.</param>
    public (ThemeColour Cell, ThemeColour Text) At(double share, bool isDark)
    {
        var (panel, accent) = isDark ? _dark : _light;
        var cell = ThemeColour.Mix(panel, accent, share);
        return (cell, cell.Text);
    }

    /// <summary>The declarations of a cell's style.</summary>
    /// <param name="share">0 to 1.</param>
    public string Style(double share)
    {
        var (light, dark) = (At(share, isDark: false), At(share, isDark: true));
        return $"background:light-dark({light.Cell},{dark.Cell});color:light-dark({light.Text},{dark.Text})";
    }
}
