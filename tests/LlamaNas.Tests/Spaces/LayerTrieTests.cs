using CsCheck;
using LlamaNas.Spaces;

namespace LlamaNas.Tests.Spaces;

public sealed class LayerTrieTests
{
    private static readonly SearchSpace Space = SearchSpace.Free(Models.Of(layers: 6, width: 64));

    private static readonly Gen<SubNetwork[]> Populations = Gen.Int[0, 100_000].Select(seed => Space.Sample(new Random(seed))).Array[1, 12];

    [Fact]
    public void Every_distinct_beginning_is_one_step() =>
        Populations.Sample(population =>
        {
            var beginnings = population.SelectMany(network => Enumerable.Range(1, network.Layers.Count).Select(length => Beginning(network, length)))
                .Distinct().Count();

            var trie = LayerTrie.Build(population);

            return trie.Steps.Count == beginnings && trie.LayersAlone == population.Sum(network => network.Layers.Count);
        });

    [Fact]
    public void Walking_it_depth_first_spells_every_network() =>
        Populations.Sample(population =>
        {
            var spelled = new string[population.Length];
            var open = new Stack<string>([""]);
            foreach (var step in LayerTrie.Build(population).Steps)
            {
                var path = $"{(step.IsLastChild ? open.Pop() : open.Peek())}{step.Shape} ";
                foreach (var ending in step.Ending)
                    spelled[ending] = path;
                if (step.HasChildren)
                    open.Push(path);
            }

            return open.Count == 0 && population.Select(network => Beginning(network, network.Layers.Count)).SequenceEqual(spelled);
        });

    [Fact]
    public void The_order_of_the_networks_does_not_matter() =>
        Populations.Sample(population =>
        {
            var steps = LayerTrie.Build(population).Steps.Select(step => step with { Ending = [] });

            return steps.SequenceEqual(LayerTrie.Build([.. population.Reverse()]).Steps.Select(step => step with { Ending = [] }));
        });

    [Fact]
    public void Only_beginnings_are_shared()
    {
        var trie = LayerTrie.Build(
        [
            new SubNetwork { Layers = [0, 1, 2], FeedForwardWidths = [64, 64, 64] },
            new SubNetwork { Layers = [0, 1, 2], FeedForwardWidths = [64, 32, 64] },
            new SubNetwork { Layers = [0], FeedForwardWidths = [64] },
        ]);

        Assert.Equal(
            [
                new LayerStep(LayerShape.Of(0, 64), IsLastChild: true, HasChildren: true, [2]),
                new LayerStep(LayerShape.Of(1, 32), IsLastChild: false, HasChildren: true, []),
                new LayerStep(LayerShape.Of(2, 64), IsLastChild: true, HasChildren: false, [1]),
                new LayerStep(LayerShape.Of(1, 64), IsLastChild: true, HasChildren: true, []),
                new LayerStep(LayerShape.Of(2, 64), IsLastChild: true, HasChildren: false, [0]),
            ],
            trie.Steps);
        Assert.Equal(7, trie.LayersAlone);
        Assert.Equal(64 + 32 + 64 + 64 + 64, trie.Cost(shape => shape.FeedForwardWidth));
    }

    private static string Beginning(SubNetwork network, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(index => $"{network.Shape(index)} "));
}
