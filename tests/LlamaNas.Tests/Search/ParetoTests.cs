using CsCheck;
using LlamaNas.Search.Pareto;

namespace LlamaNas.Tests.Search;

public sealed class ParetoTests
{
    private static readonly Gen<double[][]> Points = Gen.Int[1, 4].SelectMany(objectives =>
        Gen.Int[0, 6].Select(value => value / 6.0).Array[objectives].Array[1, 25]);

    [Fact]
    public void Fast_sort_agrees_with_the_definition() => Points.Sample(values =>
    {
        var points = values.Select((value, index) => new Point(value, Violation: index % 3 == 0 ? 0.5 : 0)).ToArray();
        var rest = Enumerable.Range(0, points.Length).ToList();

        foreach (var front in NonDominatedSort.Fronts(points))
        {
            var expected = rest.Where(index => !rest.Any(other => Dominance.Dominates(points[other], points[index]))).ToList();
            Assert.Equal(expected, front);
            rest.RemoveAll(front.Contains);
        }

        Assert.Empty(rest);
        Assert.Equal(NonDominatedSort.Fronts(points)[0], NonDominatedSort.FirstFront(points));
    });

    [Fact]
    public void Dominance_is_irreflexive_and_asymmetric() => Points.Sample(points => points.All(left => points.All(right =>
        !Dominance.Dominates(left, left) && !(Dominance.Dominates(left, right) && Dominance.Dominates(right, left)))));

    [Fact]
    public void Hypervolume_agrees_with_counting_cells() => Points.Sample(points =>
    {
        const int cells = 6;    // coordinates are multiples of 1/6, so each cell is wholly inside or outside
        var dimensions = points[0].Length;
        var inside = 0;
        for (var cell = 0; cell < (int)Math.Pow(cells, dimensions); cell++)
        {
            var middle = Enumerable.Range(0, dimensions).Select(axis => ((cell / (int)Math.Pow(cells, axis) % cells) + 0.5) / cells).ToArray();
            if (points.Any(point => point.Zip(middle).All(pair => pair.First < pair.Second)))
                inside++;
        }

        Assert.Equal(inside / Math.Pow(cells, dimensions), Hypervolume.Of(points, [.. Enumerable.Repeat(1.0, dimensions)]), tolerance: 1e-9);
    });

    [Fact]
    public void What_a_point_adds_is_the_difference_of_hypervolumes() => Points.Sample(points =>
    {
        double[] reference = [.. Enumerable.Repeat(1.0, points[0].Length)];

        Assert.Equal(Hypervolume.Of(points, reference) - Hypervolume.Of(points[1..], reference), Hypervolume.Added(points[0], points[1..], reference), tolerance: 1e-9);
    });

    [Fact]
    public void Crowding_is_infinite_at_the_ends_and_0_for_copies()
    {
        var distances = CrowdingDistance.Of([[0, 1], [0.5, 0.5], [0.75, 0.25], [1, 0], [0.5, 0.5]]);

        Assert.Equal([double.PositiveInfinity, 1.5, 1, double.PositiveInfinity, 0], distances);
    }

    [Fact]
    public void Knee_is_the_point_that_bulges_most()
    {
        Assert.Equal(2, KneePoint.Of([[0, 100], [10, 60], [20, 10], [90, 5], [100, 0]]));
        Assert.Equal(0, KneePoint.Of([[1, 1]]));
        Assert.Equal(-1, KneePoint.Of([]));
    }

    [Fact]
    public void Knee_does_not_depend_on_units() => Points.Sample(points =>
    {
        var front = NonDominatedSort.FirstFront([.. points.Select(point => new Point(point))]).Select(index => points[index]).ToArray();
        return KneePoint.Of(front) == KneePoint.Of([.. front.Select(point => point.Select(value => (value * 1024) + 4096).ToArray())]);
    });
}
