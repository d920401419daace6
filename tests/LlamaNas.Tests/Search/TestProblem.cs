using System.Text.Json;
using LlamaNas.Search.Pareto;
using LlamaNas.Search.Variation;

namespace LlamaNas.Tests.Search;

/// <summary>A published multi-objective problem with the hypervolumes that pymoo 0.6.2's NSGA-II reaches on it (11 seeds).</summary>
/// <param name="Name">ZDT1-4, ZDT6 (Zitzler, Deb, Thiele 2000) or DTLZ2 (Deb et al. 2002).</param>
/// <param name="Variables">Length of the vector.</param>
/// <param name="Population">Members of a generation.</param>
/// <param name="Generations">Generations, the first included.</param>
/// <param name="Reference">Reference point of the hypervolume.</param>
/// <param name="Median">Median hypervolume of the reference.</param>
internal sealed record TestProblem(string Name, int Variables, int Population, int Generations, double[] Reference, double Median)
{
    public static TestProblem Load(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Find("goldens/nsga2_hypervolume.json")));
        var golden = document.RootElement.EnumerateArray().Single(item => item.GetProperty("problem").GetString() == name);
        return new TestProblem(
            name,
            golden.GetProperty("n_var").GetInt32(),
            golden.GetProperty("population").GetInt32(),
            golden.GetProperty("generations").GetInt32(),
            [.. golden.GetProperty("ref").EnumerateArray().Select(value => value.GetDouble())],
            golden.GetProperty("median").GetDouble());
    }

    /// <summary>Hypervolume of the last population of one NSGA-II run.</summary>
    public double Run(int seed)
    {
        var operators = new RealVectorOperators(Variables);
        var random = new Random(seed);
        var born = Enumerable.Range(0, Population).Select(_ => operators.Sample(random)).ToList();
        List<Ranked<EquatableArray<double>>> parents = [];
        for (var generation = 1; ; generation++)
        {
            parents = Evolution.Survivors(
                [.. parents.Select(parent => (parent.Genome, parent.Point)), .. born.Select(genome => (genome, new Point(Evaluate(genome.Span))))], Population);
            if (generation == Generations)
                return Hypervolume.Of(parents.Select(parent => parent.Point.Values), Reference);
            var known = parents.Select(parent => parent.Genome).ToHashSet();
            born = Evolution.Offspring(parents, Population, known.Contains, operators, random);
        }
    }

    private double[] Evaluate(ReadOnlySpan<double> x)
    {
        var rest = x[1..];
        switch (Name)
        {
            case "zdt1": return Zdt(x[0], 1 + (9 * Mean(rest)), ratio => 1 - Math.Sqrt(ratio));
            case "zdt2": return Zdt(x[0], 1 + (9 * Mean(rest)), ratio => 1 - (ratio * ratio));
            case "zdt3":
                var first = x[0];
                return Zdt(first, 1 + (9 * Mean(rest)), ratio => 1 - Math.Sqrt(ratio) - (ratio * Math.Sin(10 * Math.PI * first)));
            case "zdt4":
                var multimodal = 1 + (10.0 * rest.Length);
                foreach (var value in rest)
                    multimodal += Math.Pow((value * 10) - 5, 2) - (10 * Math.Cos(4 * Math.PI * ((value * 10) - 5)));
                return Zdt(x[0], multimodal, ratio => 1 - Math.Sqrt(ratio));
            case "zdt6":
                return Zdt(1 - (Math.Exp(-4 * x[0]) * Math.Pow(Math.Sin(6 * Math.PI * x[0]), 6)), 1 + (9 * Math.Pow(Mean(rest), 0.25)), ratio => 1 - (ratio * ratio));
            case "dtlz2":
                var radius = 1.0;
                foreach (var value in x[2..])
                    radius += (value - 0.5) * (value - 0.5);
                var (a, b) = (x[0] * Math.PI / 2, x[1] * Math.PI / 2);
                return [radius * Math.Cos(a) * Math.Cos(b), radius * Math.Cos(a) * Math.Sin(b), radius * Math.Sin(a)];
            default: throw new NotSupportedException(Name);
        }
    }

    private static double[] Zdt(double first, double g, Func<double, double> shape) => [first, g * shape(first / g)];

    private static double Mean(ReadOnlySpan<double> values) => LlamaNas.Statistics.Moments.Mean(values);
}
