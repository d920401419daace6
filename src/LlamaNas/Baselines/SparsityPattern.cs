using static TorchSharp.torch;

namespace LlamaNas.Baselines;

/// <summary>Where zeros may be.</summary>
internal enum SparsityPattern
{
    /// <summary>Half of a matrix, anywhere.</summary>
    Half,

    /// <summary>Two of every four neighbours in a row: what NVIDIA's sparse tensor cores take.</summary>
    TwoOfFour,
}

/// <summary>Chooses what stays, and counts what that costs to store.</summary>
internal static class SparsityMasks
{
    /// <summary>True where a weight stays: per row (or of the whole matrix) the larger half, or the two larger of every four.</summary>
    /// <param name="scores">The larger, the more important, <c>[outputs, inputs]</c>.</param>
    /// <param name="pattern">Where zeros may be.</param>
    /// <param name="perRow">For <see cref="SparsityPattern.Half"/>: whether each output keeps half of its own weights.</param>
    /// <returns>Bool, same shape, owned by the caller's scope.</returns>
    public static Tensor Keep(Tensor scores, SparsityPattern pattern, bool perRow)
    {
        using var scope = NewDisposeScope();
        var groups = pattern == SparsityPattern.TwoOfFour ? scores.reshape(-1, 4) : perRow ? scores : scores.reshape(1, -1);
        var kept = groups.shape[1] - (groups.shape[1] / 2);
        var places = groups.topk((int)kept, 1).indexes;
        return zeros_like(groups, @bool).scatter_(1, places, ones_like(places, @bool)).reshape(scores.shape).MoveToOuterDisposeScope();
    }

    /// <summary>Bytes of a sparse matrix in BF16: the kept values, and a bit a place (half), or two bits a kept value (two of four).</summary>
    public static long Bytes(long places, long kept, SparsityPattern pattern) =>
        (2 * kept) + (pattern == SparsityPattern.Half ? (places + 7) / 8 : (kept + 3) / 4);
}
