using CsCheck;
using LlamaNas.Reports;

namespace LlamaNas.Tests.Reports;

public sealed class AxisTests
{
    [Fact]
    public void Every_value_lies_on_its_axis() => Gen.Double[-1e6, 1e6].Array[1, 30].Sample(values =>
    {
        var axis = Axis.Around(values);
        return values.All(value => axis.Share(value) is >= -1e-9 and <= 1 + 1e-9);
    });

    [Fact]
    public void An_axis_has_a_handful_of_round_ticks() => Gen.Double[-1e6, 1e6].Array[2, 30].Where(values => values.Max() - values.Min() > 1e-3).Sample(values =>
        Axis.Around(values).Ticks.Count() is >= 3 and <= 14);

    [Fact]
    public void Labels_have_the_decimals_of_the_step()
    {
        Assert.Equal(["0.40", "0.45", "0.50"], new Axis(0.4, 0.5, 0.05).Ticks.Select(new Axis(0.4, 0.5, 0.05).Label));
        Assert.Equal(["0", "50", "100"], new Axis(0, 100, 50).Ticks.Select(new Axis(0, 100, 50).Label));
    }

    [Fact]
    public void No_values_give_an_axis_all_the_same() => Assert.Equal(new Axis(0, 1, 0.2), Axis.Around([double.NaN]));
}
