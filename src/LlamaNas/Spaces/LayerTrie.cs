namespace LlamaNas.Spaces;

/// <summary>
/// Sub-networks as a trie over their layers, each with its width: what they compute alike comes once, in depth-first order. The order does not
/// depend on the order in which the sub-networks were given.
/// </summary>
/// <param name="Steps">One step a node, parents before children, siblings by layer and then width. The place of a step is that of its keys in a cache.</param>
/// <param name="Networks">Sub-networks in the trie.</param>
/// <param name="LayersAlone">Layers that one sub-network at a time would compute.</param>
internal sealed record LayerTrie(EquatableArray<LayerStep> Steps, int Networks, int LayersAlone)
{
    /// <summary>Builds the trie.</summary>
    /// <param name="subNetworks">Sub-networks of one super-network; equal ones end at the same step.</param>
    public static LayerTrie Build(IReadOnlyList<SubNetwork> subNetworks)
    {
        var steps = new List<LayerStep>();
        Add([.. Order(subNetworks)], depth: 0);
        return new LayerTrie([.. steps], subNetworks.Count, subNetworks.Sum(subNetwork => subNetwork.Layers.Count));

        void Add(int[] members, int depth)
        {
            for (var first = 0; first < members.Length;)
            {
                var (layer, width) = LayerAt(subNetworks[members[first]], depth);
                var end = first + 1;
                while (end < members.Length && LayerAt(subNetworks[members[end]], depth) == (layer, width))
                    end++;
                var group = members[first..end];
                var ending = group.TakeWhile(member => subNetworks[member].Layers.Count == depth + 1).ToArray();
                steps.Add(new LayerStep(layer, width, IsLastChild: end == members.Length, HasChildren: ending.Length < group.Length, [.. ending]));
                Add(group[ending.Length..], depth + 1);
                first = end;
            }
        }
    }

    /// <summary>Positions of the sub-networks in the order of the trie: neighbours share the most layers.</summary>
    public static IEnumerable<int> Order(IReadOnlyList<SubNetwork> subNetworks) =>
        Enumerable.Range(0, subNetworks.Count).Order(Comparer<int>.Create((left, right) => Compare(subNetworks[left], subNetworks[right]) is var sign and not 0 ? sign : left.CompareTo(right)));

    /// <summary>Sub-networks in the order of the trie, in parts of nearly equal size: each part is worth a trie of its own.</summary>
    /// <param name="subNetworks">The sub-networks.</param>
    /// <param name="most">Most sub-networks of a part.</param>
    public static IEnumerable<SubNetwork[]> Parts(IReadOnlyList<SubNetwork> subNetworks, int most)
    {
        var parts = Math.Max(1, (subNetworks.Count + most - 1) / most);
        return Order(subNetworks).Select(index => subNetworks[index]).Chunk(Math.Max(1, (subNetworks.Count + parts - 1) / parts));
    }

    /// <summary>Cost of all steps, where a layer of a width costs what the function says.</summary>
    public double Cost(Func<int, int, double> ofLayer) => Steps.Sum(step => ofLayer(step.Layer, step.Width));

    private static int Compare(SubNetwork left, SubNetwork right)
    {
        for (var depth = 0; depth < left.Layers.Count && depth < right.Layers.Count; depth++)
            if (LayerAt(left, depth).CompareTo(LayerAt(right, depth)) is var sign and not 0)
                return sign;
        return left.Layers.Count.CompareTo(right.Layers.Count);
    }

    private static (int Layer, int Width) LayerAt(SubNetwork subNetwork, int depth) => (subNetwork.Layers[depth], subNetwork.FeedForwardWidths[depth]);
}

/// <summary>A node of the trie: one layer after those of its parent.</summary>
/// <param name="Layer">Layer of the super-network.</param>
/// <param name="Width">Its feed-forward width in channels.</param>
/// <param name="IsLastChild">Whether the parent's activations are needed no more after this step.</param>
/// <param name="HasChildren">Whether some sub-network goes on from here.</param>
/// <param name="Ending">Positions of the sub-networks whose last layer this is.</param>
internal sealed record LayerStep(int Layer, int Width, bool IsLastChild, bool HasChildren, EquatableArray<int> Ending);
