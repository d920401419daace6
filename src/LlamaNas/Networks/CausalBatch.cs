using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>
/// Sequences of one length, flattened to <c>[batch * sequence]</c>; each token sees itself and what precedes it in its sequence. Padding
/// at the right end needs no mask: no real token sees it.
/// </summary>
public sealed class CausalBatch : AttentionPattern, IDisposable
{
    private readonly long _batch;
    private readonly long _sequence;

    /// <summary>A batch of sequences.</summary>
    /// <param name="batch">Number of sequences.</param>
    /// <param name="sequence">Tokens in each.</param>
    /// <param name="device">The network's device. Default: the CPU.</param>
    public CausalBatch(int batch, int sequence, Device? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        (_batch, _sequence) = (batch, sequence);
        using var scope = NewDisposeScope();
        Positions = arange(sequence, int64, device ?? CPU).repeat(batch).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Positions { get; }

    /// <inheritdoc/>
    public override Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        using var scope = NewDisposeScope();
        var mixed = Grouped(Heads(query), Heads(key), Heads(value), mask: null, causal: true); // [batch, heads, sequence, headSize]
        return mixed.transpose(1, 2).reshape(query.shape).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the positions.</summary>
    public void Dispose() => Positions.Dispose();

    // [batch * sequence, heads, headSize] -> [batch, heads, sequence, headSize]
    private Tensor Heads(Tensor tokens) => tokens.view(_batch, _sequence, tokens.shape[1], tokens.shape[2]).transpose(1, 2);
}
