using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Networks;

/// <summary>
/// Sequences of one length, flattened to <c>[batch * sequence]</c>; each token sees itself and what precedes it in its sequence. Padding
/// at the right end needs no mask: no real token sees it.
/// </summary>
public sealed class CausalBatch : AttentionPattern, IDisposable
{
    // From here on the scores of all heads would take more memory than they save time.
    private const int LongSequence = 512;
    private readonly long _batch;
    private readonly long _sequence;
    private readonly Tensor? _mask;          // [sequence, sequence]: 0 or -infinity; null where the fused kernel is used

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
        Positions = TensorArithmetic.Counting(0, sequence, int64, device ?? CPU).repeat(batch).DetachFromDisposeScope();
        if (sequence < LongSequence)
            _mask = TensorArithmetic.Constant([sequence, sequence], float.NegativeInfinity, float32, device ?? CPU).triu(1).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Positions { get; }

    /// <inheritdoc/>
    public override Tensor Attend(int layer, Tensor query, Tensor key, Tensor value)
    {
        using var scope = NewDisposeScope();
        var mixed = _mask is null                                                   // [batch, heads, sequence, headSize]
            ? Causal(Heads(query), Heads(key), Heads(value))
            : Grouped(Heads(query), Heads(key), Heads(value), _mask);
        return mixed.transpose(1, 2).reshape(query.shape).MoveToOuterDisposeScope();
    }

    /// <summary>Frees positions and mask.</summary>
    public void Dispose()
    {
        Positions.Dispose();
        _mask?.Dispose();
    }

    // [batch * sequence, heads, headSize] -> [batch, heads, sequence, headSize]
    private Tensor Heads(Tensor tokens) => tokens.view(_batch, _sequence, tokens.shape[1], tokens.shape[2]).transpose(1, 2);
}
