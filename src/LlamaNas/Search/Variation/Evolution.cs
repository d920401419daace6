using LlamaNas.Search.Pareto;

namespace LlamaNas.Search.Variation;

/// <summary>The two halves of NSGA-II (Deb et al. 2002): who survives, and who is born. Whoever evaluates stands between them.</summary>
internal static class Evolution
{
    private const int AttemptsPerChild = 50;

    /// <summary>The best of a pool, by front and then by room, each with its place.</summary>
    public static List<Ranked<TGenome>> Survivors<TGenome>(IReadOnlyList<(TGenome Genome, Point Point)> pool, int count)
    {
        var points = pool.Select(member => member.Point).ToArray();
        var survivors = new List<Ranked<TGenome>>(count);
        var rank = 0;
        foreach (var front in NonDominatedSort.Fronts(points, enough: count))
        {
            var crowding = CrowdingDistance.Of([.. front.Select(index => points[index].Values)]);
            var members = front.Select((index, place) => new Ranked<TGenome>(pool[index].Genome, points[index], rank, crowding[place]));
            var room = count - survivors.Count;
            survivors.AddRange(front.Count <= room ? members : members.OrderByDescending(member => member.Crowding).Take(room));
            rank++;
        }

        return survivors;
    }

    /// <summary>Children of a population, none known, none twice; fewer than asked for where new ones are hard to find.</summary>
    /// <param name="parents">The ranked population.</param>
    /// <param name="count">Children wanted.</param>
    /// <param name="isKnown">Whether a genome must not be born again.</param>
    /// <param name="operators">How genomes are mixed and changed.</param>
    /// <param name="random">Source of chance.</param>
    public static List<TGenome> Offspring<TGenome>(
        IReadOnlyList<Ranked<TGenome>> parents, int count, Func<TGenome, bool> isKnown, IGenomeOperators<TGenome> operators, Random random)
        where TGenome : IEquatable<TGenome>
    {
        var children = new List<TGenome>(count);
        var born = new HashSet<TGenome>();
        for (var attempt = 0; attempt < count * AttemptsPerChild && children.Count < count; attempt++)
        {
            var (first, second) = operators.Cross(Tournament(parents, random), Tournament(parents, random), random);
            Add(operators.Mutate(first, random));
            Add(operators.Mutate(second, random));
        }

        return children;

        void Add(TGenome child)
        {
            if (children.Count < count && !isKnown(child) && born.Add(child))
                children.Add(child);
        }
    }

    private static TGenome Tournament<TGenome>(IReadOnlyList<Ranked<TGenome>> parents, Random random)
    {
        var (one, other) = (parents[random.Next(parents.Count)], parents[random.Next(parents.Count)]);
        return other.Beats(one) ? other.Genome : one.Genome;
    }
}
