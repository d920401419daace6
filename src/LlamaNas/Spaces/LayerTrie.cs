namespace LlamaNas.Spaces;

/// <summary>
/// Sub-networks as a trie over their layers, each with its shape: what they compute alike comes once, in depth-first order. The order does not
/// depend on the order in which the sub-networks were given.
/// </summary>
/// <param name="Steps">One step a node, parents before children, siblings by shape. The place of a step is that of its keys in a cache.</param>
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
                var shape = subNetworks[members[first]].Shape(depth);
                var end = first + 1;
                while (end < members.Length && subNetworks[members[end]].Shape(depth) == shape)
                    end++;
                var group = members[first..end];
                var ending = group.TakeWhile(member => subNetworks[member].Layers.Count == depth + 1).ToArray();
                steps.Add(new LayerStep(shape, IsLastChild: end == members.Length, HasChildren: ending.Length < group.Length, [.. ending]));
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

    /// <summary>Cost of all steps, where a layer of a shape costs what the function says.</summary>
    public double Cost(Func<LayerShape, double> ofLayer) => Steps.Sum(step => ofLayer(step.Shape));

    private static int Compare(SubNetwork left, SubNetwork right)
    {
        for (var depth = 0; depth < left.Layers.Count && depth < right.Layers.Count; depth++)
            if (left.Shape(depth).CompareTo(right.Shape(depth)) is var sign and not 0)
                return sign;
        return left.Layers.Count.CompareTo(right.Layers.Count);
    }
}

/// <summary>A node of the trie: one layer after those of its parent.</summary>
/// <param name="Shape">Layer of the super-network, and what stays of it.</param>
/// <param name="IsLastChild">Whether the parent's activations are needed no more after this step.</param>
/// <param name="HasChildren">Whether some sub-network goes on from here.</param>
/// <param name="Ending">Positions of the sub-networks whose last layer this is.</param>
internal sealed record LayerStep(LayerShape Shape, bool IsLastChild, bool HasChildren, EquatableArray<int> Ending);
