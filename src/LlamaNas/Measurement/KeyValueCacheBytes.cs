using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>Bytes of a sub-network's key/value cache: keys and values of all tokens that a sequence holds.</summary>
public static class KeyValueCacheBytes
{
    /// <summary>Bytes of one sequence's cache.</summary>
    /// <param name="config">The super-network's sizes.</param>
    /// <param name="subNetwork">The sub-network.</param>
    /// <param name="precision">Precision of the run: FP32 keeps 4 bytes a number, all others 2.</param>
    /// <param name="tokens">Tokens of the sequence. Default 1024.</param>
    public static long Of(LlamaConfig config, SubNetwork subNetwork, Precision precision, int tokens = MultiplyAccumulates.DefaultContext)
    {
        ArgumentNullException.ThrowIfNull(subNetwork);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 0);
        var sizes = subNetwork.SizesIn(config);
        var heads = sizes.KeyValueHeadsByLayer.Sum(count => (long)count);
        return 2 * heads * sizes.HeadSize * tokens * (precision == Precision.Float32 ? 4 : 2);
    }
}
