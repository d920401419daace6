using LlamaNas.Cli;
using LlamaNas.Reports;
using LlamaNas.Tests.Reports;

namespace LlamaNas.Tests.Cli;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_is_a_png_of_some_size()
    {
        ChartPicture.Write(FrontChart.Of(SampleReport.Section, SampleReport.Baselines), _folder["front.png"]);

        var bytes = File.ReadAllBytes(_folder["front.png"]);
        Assert.Equal("PNG"u8.ToArray(), bytes[1..4]);
        Assert.InRange(bytes.Length, 10_000, 150_000);
    }
}
