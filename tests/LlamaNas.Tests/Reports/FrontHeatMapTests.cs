using System.Globalization;
using System.Xml.Linq;
using LlamaNas.Pipelines;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Reports;

public sealed class FrontHeatMapTests
{
    [Fact]
    public void Long_and_odd_names_of_tasks_stay_whole_and_inside_the_picture()
    {
        var name = $"a<b> & {new string('w', 60)}";
        var analysis = new FrontAnalysis(TinyModels.Config, [new TaskAnalysis(name, 1, 1, [], SubNetwork.Full(TinyModels.Config), 1, 0.5)], [], [], []);

        var text = XDocument.Parse(FrontHeatMap.Draw(analysis)).Descendants().Last(element => element.Name.LocalName == "text");

        Assert.Equal(name, text.Value);
        Assert.True(double.Parse(text.Attribute("x")!.Value, CultureInfo.InvariantCulture) > 6 * name.Length);
    }
}
