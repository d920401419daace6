using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>Exact multiply-accumulate operations of the matrix products; norms, rotation, softmax and gates are not counted.</summary>
public static class MultiplyAccumulates
{
    /// <summary>Context that objectives and reports assume, in tokens.</summary>
    public const int DefaultContext = 1024;

    /// <summary>
    /// Operations that one token costs: a multiplication for every weight of the layers and of the output projection, and two for every channel of
    /// every query head and token in sight (scores and mixing).
    /// </summary>
    /// <param name="config">The super-network's sizes.</param>
    /// <param name="subNetwork">The sub-network.</param>
    /// <param name="context">Tokens that the token sees, itself included. Default 1024.</param>
    public static long PerToken(LlamaConfig config, SubNetwork subNetwork, int context = DefaultContext)
    {
        ArgumentNullException.ThrowIfNull(subNetwork);
        ArgumentOutOfRangeException.ThrowIfLessThan(context, 1);
        var sizes = subNetwork.SizesIn(config);
        var products = ParameterLayout.Of(sizes).Where(tensor => tensor.Shape.Count == 2 && TensorNames.TryParseLayer(tensor.Name, out _, out _)).Sum(tensor => tensor.Shape[0] * tensor.Shape[1]);
        var heads = sizes.KeyValueHeadsByLayer.Sum(count => (long)count * sizes.HeadsPerGroup);
        return products + (2L * heads * sizes.HeadSize * context) + ((long)sizes.VocabularySize * sizes.HiddenSize);
    }
}
