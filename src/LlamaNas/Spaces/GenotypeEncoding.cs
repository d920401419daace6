using System.Collections;

namespace LlamaNas.Spaces;

/// <summary>
/// Genotypes of a space to sub-networks and back. Genotypes that mean the same network have one canonical form: genes of absent layers and blocks
/// hold their last option, and where too few layers stay, dropped ones are restored.
/// </summary>
internal sealed class GenotypeEncoding
{
    private const int LargestShareOfSkips = 3;     // sampling: at most one in so many layers lacks a block

    private readonly SearchSpace _space;
    private readonly LayerGenes[] _layers;

    public GenotypeEncoding(SearchSpace space)
    {
        _space = space;
        var genes = new List<Gene>();
        if (space.Layers is LayerCounts counts)
            genes.Add(new Gene(GeneKind.LayerCount, Layer: -1, counts.Counts));
        _layers = [.. Enumerable.Range(0, space.LayerCount).Select(layer => LayerGenes.Add(genes, space, layer))];
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
                    indices[_layers[layer].Keep] = 1;
            }

            return Decode(new Genotype([.. indices]));
        }
    }

    /// <summary>
    /// Layer choice, widths, heads and bits uniform over their options; with free layers the number of layers is uniform, then the subset. The share of
    /// layers that lack a block is uniform up to a third of those that may: few networks bear more. Canonical.
    /// </summary>
    public Genotype Sample(Random random)
    {
        var indices = new int[Genes.Count];
        var skips = _space.SkippableAttention.Count + _space.SkippableFeedForward.Count == 0 ? 0 : random.NextDouble() / LargestShareOfSkips;
        for (var gene = 0; gene < indices.Length; gene++)
        {
            indices[gene] = Genes[gene].Kind switch
            {
                GeneKind.KeepLayer => 1,
                GeneKind.Blocks when random.NextDouble() >= skips => Genes[gene].Options.Count - 1,
                GeneKind.Blocks => random.Next(Genes[gene].Options.Count - 1),
                _ => random.Next(Genes[gene].Options.Count),
            };
        }

        if (_space.Layers is FreeLayers free)
        {
            var most = Math.Min(free.Droppable.Count, LayersToDrop);
            var order = free.Droppable.ToArray();
            random.Shuffle(order);
            foreach (var layer in order.AsSpan(0, random.Next(most + 1)))
                indices[_layers[layer].Keep] = 0;
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
            if (!Matters(canonical, gene, kept))
                canonical[gene] = Genes[gene].Options.Count - 1;
        return new Genotype([.. canonical]);
    }

    /// <summary>The network that a genotype means, in its canonical form.</summary>
    public SubNetwork Decode(Genotype genotype)
    {
        var indices = Canonical(genotype.Indices.Span).Indices;
        var kept = Kept(indices.Span);
        var layers = Enumerable.Range(0, _space.LayerCount).Where(layer => kept[layer]).ToArray();
        return new SubNetwork
        {
            Layers = [.. layers],
            FeedForwardWidths = [.. layers.Select(layer => Option(indices, _layers[layer].Width, absent: 0))],
            KeyValueHeads = _space.KeyValueHeads.Count == 0 ? [] : [.. layers.Select(layer => Option(indices, _layers[layer].Heads, absent: 0))],
            SkipAttention = [.. layers.Select(layer => FullHeads(layer) == 0 || Option(indices, _layers[layer].Blocks, LayerGenes.Both) == LayerGenes.FeedForwardOnly)],
            SkipFeedForward = [.. layers.Select(layer => _space.FeedForwardWidths[layer][^1] == 0 || Option(indices, _layers[layer].Blocks, LayerGenes.Both) == LayerGenes.AttentionOnly)],
            Bits = [.. layers.Select(layer => Option(indices, _layers[layer].Bits, SubNetwork.FullBits))],
        }.Canonical(FullHeads);
    }

    /// <summary>The canonical genotype of a member of the space.</summary>
    /// <returns>False where the sub-network is not a member.</returns>
    public bool TryEncode(SubNetwork subNetwork, out Genotype genotype)
    {
        genotype = default;
        var indices = Genes.Select(gene => gene.Options.Count - 1).ToArray();
        foreach (var layer in _layers.Where(layer => layer.Keep >= 0))
            indices[layer.Keep] = 0;
        if (_space.Layers is LayerCounts)
            Set(indices, gene: 0, subNetwork.Layers.Count);
        if (subNetwork.FeedForwardWidths.Count != subNetwork.Layers.Count || subNetwork.Layers.Any(layer => layer < 0 || layer >= _space.LayerCount))
            return false;
        for (var ordinal = 0; ordinal < subNetwork.Layers.Count; ordinal++)
        {
            var (shape, genes) = (subNetwork.Shape(ordinal), _layers[subNetwork.Layers[ordinal]]);
            Set(indices, genes.Keep, 1);
            Set(indices, genes.Blocks, shape.KeyValueHeads == 0 ? LayerGenes.FeedForwardOnly : shape.FeedForwardWidth == 0 ? LayerGenes.AttentionOnly : LayerGenes.Both);
            Set(indices, genes.Width, shape.FeedForwardWidth);
            Set(indices, genes.Heads, Math.Min(shape.KeyValueHeads, FullHeads(shape.Layer)));
            Set(indices, genes.Bits, shape.Bits);
        }

        genotype = Canonical(indices);
        return Decode(genotype) == subNetwork.Canonical(FullHeads);
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
            var first = !Matters(indices, gene, Kept(indices)) ? Genes[gene].Options.Count - 1 : keep && dropped >= LayersToDrop ? 1 : 0;
            return Enumerable.Range(first, Genes[gene].Options.Count - first).SelectMany(option =>
            {
                indices[gene] = option;
                return From(gene + 1, dropped + (keep && option == 0 ? 1 : 0));
            });
        }
    }

    /// <summary>Whether each layer stays in the network that a canonical genotype means.</summary>
    public BitArray KeptLayers(Genotype genotype) => Kept(genotype.Indices.Span);

    /// <summary>Whether a gene of a canonical genotype says anything: its layer and its block are there.</summary>
    public bool Matters(Genotype genotype, int gene, BitArray kept) => Matters(genotype.Indices.Span, gene, kept);

    /// <summary>Most layers that free choice may drop; 0 without it.</summary>
    public int LayersToDrop => _space.Layers is FreeLayers free ? _space.LayerCount - free.MinimumKept : 0;

    private BitArray Kept(ReadOnlySpan<int> indices)
    {
        var kept = new BitArray(_space.LayerCount, defaultValue: true);
        if (_space.Layers is LayerCounts counts)
            foreach (var layer in counts.Removed(counts.Counts[indices[0]], _space.LayerCount))
                kept[layer] = false;
        for (var layer = 0; layer < _layers.Length; layer++)
            if (_layers[layer].Keep >= 0 && indices[_layers[layer].Keep] == 0)
                kept[layer] = false;
        return kept;
    }

    /// <summary>Restores dropped layers until enough stay; which ones follows from the vector itself, so that no layer is favoured.</summary>
    private void RestoreLayers(int[] indices)
    {
        if (_space.Layers is not FreeLayers free)
            return;
        var dropped = free.Droppable.Where(layer => indices[_layers[layer].Keep] == 0).ToArray();
        var excess = dropped.Length - LayersToDrop;
        if (excess <= 0)
            return;
        new Random(indices.Aggregate(17, (hash, index) => unchecked((hash * 31) + index))).Shuffle(dropped);
        foreach (var layer in dropped.AsSpan(0, excess))
            indices[_layers[layer].Keep] = 1;
    }

    private bool Matters(ReadOnlySpan<int> indices, int gene, BitArray kept)
    {
        var (kind, layer) = (Genes[gene].Kind, Genes[gene].Layer);
        if (layer < 0 || kind == GeneKind.KeepLayer)
            return true;
        var blocks = _layers[layer].Blocks is >= 0 and var place ? Genes[place].Options[indices[place]] : LayerGenes.Both;
        return kept[layer] && (kind, blocks) is not (GeneKind.FeedForwardWidth, LayerGenes.AttentionOnly) and not (GeneKind.KeyValueHeads, LayerGenes.FeedForwardOnly);
    }

    private int FullHeads(int layer) => _space.FullKeyValueHeads.Count == 0 ? LayerShape.AllHeads : _space.FullKeyValueHeads[layer];

    private int Option(EquatableArray<int> indices, int gene, int absent) => gene < 0 ? absent : Genes[gene].Options[indices[gene]];

    // A value that is no option gives the largest: decoding then shows that the network is no member.
    private void Set(int[] indices, int gene, int value)
    {
        if (gene >= 0 && Genes[gene].Options.Span.IndexOf(value) is >= 0 and var option)
            indices[gene] = option;
    }
}
