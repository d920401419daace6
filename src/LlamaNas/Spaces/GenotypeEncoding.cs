using System.Collections;

namespace LlamaNas.Spaces;

/// <summary>
/// Genotypes of a space to sub-networks and back. Genotypes that mean the same network have one canonical form: genes of absent layers
/// hold their last option, and where too few layers stay, dropped ones are restored.
/// </summary>
internal sealed class GenotypeEncoding
{
    private readonly SearchSpace _space;
    private readonly int[] _keepGene;      // per layer, or -1
    private readonly int[] _widthGene;     // per layer

    public GenotypeEncoding(SearchSpace space)
    {
        _space = space;
        var genes = new List<Gene>();
        _keepGene = new int[space.LayerCount];
        _widthGene = new int[space.LayerCount];
        if (space.Layers is LayerCounts counts)
            genes.Add(new Gene(GeneKind.LayerCount, Layer: -1, counts.Counts));
        for (var layer = 0; layer < space.LayerCount; layer++)
        {
            _keepGene[layer] = -1;
            if (space.Layers is FreeLayers free && free.Droppable.Contains(layer))
            {
                _keepGene[layer] = genes.Count;
                genes.Add(new Gene(GeneKind.KeepLayer, layer, [0, 1]));
            }

            _widthGene[layer] = genes.Count;
            genes.Add(new Gene(GeneKind.FeedForwardWidth, layer, space.FeedForwardWidths[layer]));
        }

        Genes = [.. genes];
    }

    /// <summary>All genes, also those with a single option.</summary>
    public EquatableArray<Gene> Genes { get; }

    public SubNetwork Largest => Decode(new Genotype([.. Genes.Select(gene => gene.Options.Count - 1)]));

    public SubNetwork Smallest
    {
        get
        {
            var indices = new int[Genes.Count];
            if (_space.Layers is FreeLayers free)
            {
                var missing = free.MinimumKept - (_space.LayerCount - free.Droppable.Count);
                foreach (var layer in free.Droppable.OrderBy(layer => _space.FeedForwardWidths[layer][0]).ThenBy(layer => layer).Take(Math.Max(0, missing)))
                    indices[_keepGene[layer]] = 1;
            }

            return Decode(new Genotype([.. indices]));
        }
    }

    /// <summary>Layer choice and widths uniform over their options; with free layers the number of layers is uniform, then the subset. Canonical.</summary>
    public Genotype Sample(Random random)
    {
        var indices = new int[Genes.Count];
        for (var gene = 0; gene < indices.Length; gene++)
            indices[gene] = Genes[gene].Kind == GeneKind.KeepLayer ? 1 : random.Next(Genes[gene].Options.Count);
        if (_space.Layers is FreeLayers free)
        {
            var most = Math.Min(free.Droppable.Count, LayersToDrop);
            var order = free.Droppable.ToArray();
            random.Shuffle(order);
            foreach (var layer in order.AsSpan(0, random.Next(most + 1)))
                indices[_keepGene[layer]] = 0;
        }

        return Canonical(indices);
    }

    /// <summary>The canonical form of any vector of option indices.</summary>
    public Genotype Canonical(ReadOnlySpan<int> indices)
    {
        var canonical = indices.ToArray();
        RestoreLayers(canonical);
        var kept = Kept(canonical);
        for (var gene = 0; gene < canonical.Length; gene++)
            if (Genes[gene] is { Kind: not GeneKind.KeepLayer, Layer: >= 0 } absent && !kept[absent.Layer])
                canonical[gene] = absent.Options.Count - 1;
        return new Genotype([.. canonical]);
    }

    /// <summary>The network that a genotype means.</summary>
    public SubNetwork Decode(Genotype genotype)
    {
        var kept = Kept(Canonical(genotype.Indices.Span).Indices.Span);
        var layers = Enumerable.Range(0, _space.LayerCount).Where(layer => kept[layer]).ToArray();
        return new SubNetwork
        {
            Layers = [.. layers],
            FeedForwardWidths = [.. layers.Select(layer => _space.FeedForwardWidths[layer][genotype[_widthGene[layer]]])],
        };
    }

    /// <summary>The canonical genotype of a member of the space.</summary>
    /// <returns>False where the sub-network is not a member.</returns>
    public bool TryEncode(SubNetwork subNetwork, out Genotype genotype)
    {
        genotype = default;
        var indices = Genes.Select(gene => gene.Options.Count - 1).ToArray();
        foreach (var gene in _keepGene.Where(gene => gene >= 0))
            indices[gene] = 0;
        for (var position = 0; position < subNetwork.Layers.Count && position < subNetwork.FeedForwardWidths.Count; position++)
        {
            var layer = subNetwork.Layers[position];
            var option = layer < 0 || layer >= _space.LayerCount ? -1
                : _space.FeedForwardWidths[layer].Span.IndexOf(subNetwork.FeedForwardWidths[position]);
            if (option < 0)
                return false;
            indices[_widthGene[layer]] = option;
            if (_keepGene[layer] >= 0)
                indices[_keepGene[layer]] = 1;
        }

        if (_space.Layers is LayerCounts counts)
        {
            indices[0] = counts.Counts.Span.IndexOf(subNetwork.Layers.Count);
            if (indices[0] < 0)
                return false;
        }

        genotype = Canonical(indices);
        return Decode(genotype) == subNetwork;
    }

    /// <summary>Every member of the space once, as its canonical genotype; only for small spaces.</summary>
    public IEnumerable<Genotype> All()
    {
        var indices = new int[Genes.Count];
        return From(gene: 0, dropped: 0);

        IEnumerable<Genotype> From(int gene, int dropped)
        {
            if (gene == indices.Length)
                return [new Genotype([.. indices])];
            var keep = Genes[gene].Kind == GeneKind.KeepLayer;
            var absent = !keep && Genes[gene].Layer >= 0 && !Kept(indices)[Genes[gene].Layer];
            var first = absent ? Genes[gene].Options.Count - 1 : keep && dropped >= LayersToDrop ? 1 : 0;
            return Enumerable.Range(first, Genes[gene].Options.Count - first).SelectMany(option =>
            {
                indices[gene] = option;
                return From(gene + 1, dropped + (keep && option == 0 ? 1 : 0));
            });
        }
    }

    /// <summary>Whether each layer stays in the network that a canonical genotype means.</summary>
    public BitArray KeptLayers(Genotype genotype) => Kept(genotype.Indices.Span);

    /// <summary>Most layers that free choice may drop; 0 without it.</summary>
    public int LayersToDrop => _space.Layers is FreeLayers free ? _space.LayerCount - free.MinimumKept : 0;

    private BitArray Kept(ReadOnlySpan<int> indices)
    {
        var kept = new BitArray(_space.LayerCount, defaultValue: true);
        if (_space.Layers is LayerCounts counts)
            foreach (var layer in counts.Removed(counts.Counts[indices[0]], _space.LayerCount))
                kept[layer] = false;
        for (var layer = 0; layer < _keepGene.Length; layer++)
            if (_keepGene[layer] >= 0 && indices[_keepGene[layer]] == 0)
                kept[layer] = false;
        return kept;
    }

    /// <summary>Restores dropped layers until enough stay; which ones follows from the vector itself, so that no layer is favoured.</summary>
    private void RestoreLayers(int[] indices)
    {
        if (_space.Layers is not FreeLayers free)
            return;
        var dropped = free.Droppable.Where(layer => indices[_keepGene[layer]] == 0).ToArray();
        var excess = dropped.Length - LayersToDrop;
        if (excess <= 0)
            return;
        new Random(indices.Aggregate(17, (hash, index) => unchecked((hash * 31) + index))).Shuffle(dropped);
        foreach (var layer in dropped.AsSpan(0, excess))
            indices[_keepGene[layer]] = 1;
    }
}
