using LlamaNas.Reports;

namespace LlamaNas.Tests.Reports;

public sealed class HeatScaleTests
{
    private static readonly HeatScale Scale = HeatScale.Of(ReportResource.Style);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_can_be_read_on_every_step_of_the_scale(bool isDark) => Assert.All(Enumerable.Range(0, 101), percent =>
    {
        var (cell, text) = Scale.At(percent / 100.0, isDark);
        Assert.True(cell.Contrast(text) >= 4.5, $"{text} on {cell}: {cell.Contrast(text)}");
    });

    [Fact]
    public void The_scale_reaches_from_the_panels_to_the_accents_colour()
    {
        Assert.Equal("background:light-dark(#f6f8fb,#191f2a);color:light-dark(#000000,#ffffff)", Scale.Style(0));
        Assert.StartsWith("background:light-dark(#0b62a8,#6cb8f5)", Scale.Style(1), StringComparison.Ordinal);
    }

    // Values of the contrast formula that WCAG 2.2 and its tools agree on.
    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#767676", "#ffffff", 4.54)]
    [InlineData("#ff0000", "#ffffff", 4.00)]
    public void Contrast_is_that_of_the_accessibility_guidelines(string first, string second, double contrast) =>
        Assert.Equal(contrast, ThemeColour.Parse(first).Contrast(ThemeColour.Parse(second)), 2);
}
