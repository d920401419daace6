using CsCheck;
using LlamaNas.Baselines;

namespace LlamaNas.Tests.Baselines;

public sealed class GreedyPathTests
{
    private const int Layers = 12;
    private static readonly Gen<double[]> Costs = Gen.Double[0.01, 1].Array[2 * Layers];

    [Fact]
    public void Where_losses_grow_the_path_is_that_of_looking_at_every_move() => Costs.Sample(costs =>
    {
        var looks = 0;
        var lazy = GreedyPath.Steps(Full(), BlockRemoval.Blocks, plans => Losses(plans, costs, ref looks)).Take(2 * Layers - 2).ToArray();

        Assert.All(Plain(costs).Zip(lazy), pair => Assert.Equal(pair.First, pair.Second.Loss, 1e-9 * pair.First));
        Assert.InRange(looks, 1, Layers * (2 * Layers + 1));
    });

    [Fact]
    public void Where_costs_differ_few_moves_are_looked_at()
    {
        var looks = 0;
        double[] costs = [.. Enumerable.Range(1, 2 * Layers).Select(index => index / 10.0)];

        _ = GreedyPath.Steps(Full(), BlockRemoval.Blocks, plans => Losses(plans, costs, ref looks)).Take(10).Last();

        Assert.InRange(looks, 1, 120);     // of 196
    }

    [Fact]
    public void Every_step_is_at_least_as_good_as_the_most_promising_moves_where_losses_fall() => Costs.Sample(costs =>
    {
        var looks = 0;
        double[] Falling(NetworkPlan[] plans) => [.. Losses(plans, costs, ref looks).Select(loss => Math.Sqrt(loss))];

        var steps = GreedyPath.Steps(Full(), BlockRemoval.Blocks, Falling).Take(6).ToArray();

        Assert.Equal(steps.Select(step => step.Loss), steps.Select(step => Falling([step.Plan])[0]));
        Assert.Equal(steps.Select(step => step.Loss).Order(), steps.Select(step => step.Loss));
    });

    [Fact]
    public void Moves_that_end_in_no_number_are_refused()
    {
        var error = Assert.Throws<LlamaNasException>(() =>
            GreedyPath.Steps(Full(), BlockRemoval.Layers, plans => [.. plans.Select(_ => double.NaN)]).First());

        Assert.Contains("calibration text", error.Message, StringComparison.Ordinal);
    }

    private static NetworkPlan Full() => new([.. Enumerable.Repeat(new LayerPlan(2, 8), Layers)]);

    // Convex in the sum of what is gone: each further loss is dearer.
    private static double[] Losses(NetworkPlan[] plans, double[] costs, ref int looks)
    {
        looks += plans.Length;
        return [.. plans.Select(plan => Math.Exp(plan.Layers.Index().Sum(layer =>
            (layer.Item.KeyValueHeads == 0 ? costs[2 * layer.Index] : 0) + (layer.Item.FeedForwardWidth == 0 ? costs[2 * layer.Index + 1] : 0))))];
    }

    private static IEnumerable<double> Plain(double[] costs)
    {
        var (plan, looks) = (Full(), 0);
        while (BlockRemoval.Blocks(plan).ToArray() is { Length: > 0 } candidates)
        {
            (plan, var loss) = candidates.Zip(Losses(candidates, costs, ref looks)).MinBy(pair => pair.Second);
            yield return loss;
        }
    }
}
