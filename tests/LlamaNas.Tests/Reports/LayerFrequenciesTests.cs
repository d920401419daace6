using LlamaNas.Reports;

namespace LlamaNas.Tests.Reports;

public sealed class LayerFrequenciesTests
{
    [Fact]
    public void Layers_are_counted_over_the_front_and_widths_over_those_that_keep_the_layer()
    {
        var frequencies = LayerFrequencies.Of(SampleReport.Section.Front, SampleReport.Section.FullWidths);

        Assert.Equal([1, 0.5, 1], frequencies.Kept);
        Assert.Equal([1, 1, 0.75], frequencies.Widths);
        Assert.Equal(frequencies.Kept, frequencies.Attention);
    }

    [Fact]
    public void An_empty_front_keeps_nothing_and_has_no_widths()
    {
        var frequencies = LayerFrequencies.Of([], [8, 8]);

        Assert.Equal([0, 0], frequencies.Kept);
        Assert.All(frequencies.Widths, width => Assert.Equal(double.NaN, width));
    }
}
