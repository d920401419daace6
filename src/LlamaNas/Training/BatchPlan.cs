namespace LlamaNas.Training;

/// <summary>
/// Sequences of similar length together, as a pure function of seed and batch number: each epoch is shuffled, sorted by length in
/// stretches, cut into batches, and the batches are shuffled again. Little is padded, and a resumed run sees the same batches.
/// </summary>
public sealed class BatchPlan
{
    private const int BatchesPerStretch = 16;
    private readonly EquatableArray<TrainingSequence> _sequences;
    private readonly int _tokensPerBatch;
    private readonly int _seed;
    private readonly List<TrainingSequence[]> _batches = [];
    private int _epochs;
    private int _firstEpoch;

    /// <summary>A plan.</summary>
    /// <param name="sequences">What is trained on.</param>
    /// <param name="tokensPerBatch">Most tokens of a batch with padding; a longer sequence is a batch of its own.</param>
    /// <param name="seed">Seed of the shuffling.</param>
    public BatchPlan(EquatableArray<TrainingSequence> sequences, int tokensPerBatch, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sequences.Count);
        (_sequences, _tokensPerBatch, _seed) = (sequences, tokensPerBatch, seed);
    }

    /// <summary>Batches in one pass over the data: the first epoch's count.</summary>
    public int BatchesPerEpoch
    {
        get
        {
            if (_epochs == 0)
                AddEpoch();
            return _firstEpoch;
        }
    }

    /// <summary>The sequences of a batch.</summary>
    /// <param name="batch">0-based number, counted over all epochs.</param>
    public IReadOnlyList<TrainingSequence> At(int batch)
    {
        while (batch >= _batches.Count)
            AddEpoch();
        return _batches[batch];
    }

    /// <summary>Cuts sequences into batches in the given order, sorted by length.</summary>
    public static IEnumerable<TrainingSequence[]> Cut(IEnumerable<TrainingSequence> sequences, int tokensPerBatch)
    {
        var open = new List<TrainingSequence>();
        var longest = 0;
        foreach (var sequence in sequences.OrderBy(sequence => sequence.Tokens.Length))
        {
            longest = Math.Max(longest, sequence.Tokens.Length);
            if (open.Count > 0 && longest * (open.Count + 1) > tokensPerBatch)
            {
                yield return [.. open];
                open.Clear();
                longest = sequence.Tokens.Length;
            }

            open.Add(sequence);
        }

        if (open.Count > 0)
            yield return [.. open];
    }

    private void AddEpoch()
    {
        var random = new Random(unchecked((_seed * 31) + _epochs));
        TrainingSequence[] shuffled = [.. _sequences];
        random.Shuffle(shuffled);
        var averageLength = Math.Max(1, shuffled.Average(sequence => sequence.Tokens.Length));
        var stretch = Math.Max(1, (int)(BatchesPerStretch * _tokensPerBatch / averageLength));
        var batches = shuffled.Chunk(stretch).SelectMany(part => Cut(part, _tokensPerBatch)).ToArray();
        random.Shuffle(batches);
        _batches.AddRange(batches);
        if (_epochs++ == 0)
            _firstEpoch = batches.Length;
    }
}
