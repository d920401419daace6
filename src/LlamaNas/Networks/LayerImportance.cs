using LlamaNas.Checkpoints;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>Importance of a layer's parts, FP32; empty where the layer lacks the block.</summary>
/// <param name="Channels">Of each feed-forward channel, <c>[width]</c>.</param>
/// <param name="HeadGroups">Of each key/value head with its query heads, <c>[keyValueHeads]</c>.</param>
internal sealed record LayerImportance(Tensor Channels, Tensor HeadGroups)
{
    /// <summary>Importance in every layer, owned by the caller's scope.</summary>
    /// <param name="network">The network.</param>
    /// <param name="calibration">Token sequences, each run by itself; of one token none can be learned by <see cref="ImportanceScore.Taylor"/>.</param>
    /// <param name="score">How it is measured.</param>
    public static IReadOnlyList<LayerImportance> Measure(SuperNetwork network, IEnumerable<int[]> calibration, ImportanceScore score)
    {
        using var scope = NewDisposeScope();
        var places = network.Weights.Layers.SelectMany((_, layer) => new[] { (layer, TensorNames.Output), (layer, TensorNames.Down) })
            .Where(place => network.Parameters.ContainsKey(TensorNames.Layer(place.layer, place.Item2)))
            .ToDictionary(place => place, place => zeros(Weight(network, place).shape[1], float32, network.Options.Device));
        foreach (var tokens in calibration)
        {
            using var step = NewDisposeScope();
            if (score == ImportanceScore.Taylor)
                AddSlopes(network, tokens, places);
            else
                AddSquares(network, tokens, places);
        }

        using var gradients = no_grad();
        return [.. network.Weights.Layers.Select((_, layer) => new LayerImportance(
            (Norms((layer, TensorNames.Down)) ?? zeros(0)).MoveToOuterDisposeScope(), Groups(layer).MoveToOuterDisposeScope()))];

        Tensor? Norms((int, string) place) => !places.TryGetValue(place, out var sum) ? null
            : score == ImportanceScore.Taylor ? sum : sum.sqrt() * Weight(network, place).to(float32).norm(0);

        // Channels of a group together: squares add up where activations are measured, slopes as they are.
        Tensor Groups(int layer)
        {
            if (Norms((layer, TensorNames.Output)) is not { } channels)
                return zeros(0);
            var byGroup = channels.view(network.Config.KeyValueHeadsOf(layer), -1);
            return score == ImportanceScore.Taylor ? byGroup.sum(1) : byGroup.Squared().sum(1).sqrt();
        }
    }

    private static void AddSquares(SuperNetwork network, int[] tokens, Dictionary<(int, string), Tensor> places)
    {
        using var gradients = no_grad();
        Hidden(network, tokens, (place, input) =>
        {
            places[place].Add(input.to(float32).Squared().sum([0]));
            return input;
        });
    }

    // The slope along a factor 1 of each channel is the sum of activation times gradient over the tokens.
    private static void AddSlopes(SuperNetwork network, int[] tokens, Dictionary<(int, string), Tensor> places)
    {
        if (tokens.Length < 2)
            return;
        using var gradients = enable_grad();
        var factors = places.ToDictionary(place => place.Key, place => ones_like(place.Value, requires_grad: true));
        var hidden = Hidden(network, tokens[..^1], (place, input) => input * factors[place].to(input.dtype));
        var targets = tensor(Array.ConvertAll(tokens[1..], id => (long)id), device: network.Options.Device);
        nn.functional.cross_entropy(network.Logits(hidden).to(float32), targets).backward();
        using var sums = no_grad();
        foreach (var (place, factor) in factors)
        {
            var slopes = factor.grad!;
            places[place].Add(place.Item2 == TensorNames.Down ? slopes.abs() : GroupMagnitude(slopes, network.Config.KeyValueHeadsOf(place.Item1)));
        }
    }

    // The channels of a head group go together, so their slopes are added before the magnitude is taken; written as equal shares.
    private static Tensor GroupMagnitude(Tensor slopes, int groups)
    {
        var byGroup = slopes.view(groups, -1);
        return byGroup.sum([1], keepdim: true).abs().Over(byGroup.shape[1]).expand_as(byGroup).reshape(-1);
    }

    private static Tensor Hidden(SuperNetwork network, int[] tokens, Func<(int Layer, string Part), Tensor, Tensor> watch)
    {
        var layers = network.Weights.Layers.Select((layer, index) => layer with
        {
            Output = new WatchedLinear(layer.Output, input => watch((index, TensorNames.Output), input)),
            Down = new WatchedLinear(layer.Down, input => watch((index, TensorNames.Down), input)),
        });
        using var watched = new SuperNetwork(network.Weights with { Named = new Dictionary<string, Tensor>(), Layers = [.. layers] }, network.Options);
        using var pattern = new CausalBatch(1, tokens.Length, network.Options.Device);
        return watched.Forward(tensor(Array.ConvertAll(tokens, id => (long)id), device: network.Options.Device), pattern, SubNetwork.Full(network.Config));
    }

    private static Tensor Weight(SuperNetwork network, (int Layer, string Part) place) => network.Parameters[TensorNames.Layer(place.Layer, place.Part)];
}
