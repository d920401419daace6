using LlamaNas.Spaces;

namespace LlamaNas.Training;

/// <summary>How random sub-networks are drawn for training.</summary>
public enum SubNetworkSampling
{
    /// <summary>Every option alike (the paper's way). Most networks are then of middle size: each sums up many independent choices.</summary>
    Uniform,

    /// <summary>
    /// Weighted so that sizes spread over the whole range, as a Pareto front's members do: each network draws how much it prefers wide options, from
    /// "hardly any narrow" to "hardly any wide".
    /// </summary>
    SizeSpread,
}

/// <summary>Draws sub-networks; a function of the generator's state alone.</summary>
internal static class SubNetworkSampler
{
    // At the ends of its range, the widest of three options is e^4 = 55 times as likely as the narrowest, or the reverse.
    private const double StrongestTilt = 2;

    /// <summary>A random member of a space.</summary>
    public static SubNetwork Sample(SearchSpace space, SubNetworkSampling sampling, Random random) =>
        sampling == SubNetworkSampling.Uniform ? space.Sample(random) : Spread(new GenotypeEncoding(space), random);

    // The choice of layers is that of uniform sampling, whose number of layers is uniform already; all other genes are tilted together.
    private static SubNetwork Spread(GenotypeEncoding encoding, Random random)
    {
        var tilt = StrongestTilt * ((2 * random.NextDouble()) - 1);
        int[] indices = [.. encoding.Sample(random).Indices];
        for (var gene = 0; gene < indices.Length; gene++)
        {
            if (encoding.Genes[gene].Kind is not (GeneKind.LayerCount or GeneKind.KeepLayer))
                indices[gene] = Tilted(encoding.Genes[gene].Options.Count, tilt, random);
        }

        return encoding.Decode(encoding.Canonical(indices));
    }

    // Option i of n has weight exp(tilt * (2 i / (n - 1) - 1)).
    private static int Tilted(int options, double tilt, Random random)
    {
        var weights = new double[options];
        for (var option = 0; option < options; option++)
            weights[option] = options == 1 ? 1 : Math.Exp(tilt * ((2.0 * option / (options - 1)) - 1));
        var rest = random.NextDouble() * weights.Sum();
        for (var option = 0; option < options - 1; option++)
        {
            rest -= weights[option];
            if (rest < 0)
                return option;
        }

        return options - 1;
    }
}
