using LlamaNas.Networks;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>Sequences as tensors: token ids padded at the right end to the longest, and where a target is.</summary>
internal sealed class LabelledBatch : IDisposable
{
    private readonly CausalBatch _pattern;

    /// <summary>A batch on a device.</summary>
    public LabelledBatch(IReadOnlyList<TrainingSequence> sequences, Device device)
    {
        var longest = sequences.Max(sequence => sequence.Tokens.Length) - 1;        // the last token is only a target
        var tokens = new long[sequences.Count * longest];
        var rows = new List<long>();
        var targets = new List<long>();
        for (var index = 0; index < sequences.Count; index++)
        {
            var sequence = sequences[index];
            for (var position = 0; position < sequence.Tokens.Length - 1; position++)
            {
                tokens[(index * longest) + position] = sequence.Tokens[position];
                if (position + 1 < sequence.FirstTarget)
                    continue;
                rows.Add((index * longest) + position);
                targets.Add(sequence.Tokens[position + 1]);
            }
        }

        _pattern = new CausalBatch(sequences.Count, longest, device);
        Tokens = tensor(tokens, device: device).DetachFromDisposeScope();
        Rows = tensor(rows.ToArray(), device: device).DetachFromDisposeScope();
        Targets = tensor(targets.ToArray(), device: device).DetachFromDisposeScope();
    }

    /// <summary>Token ids, int64 <c>[batch * sequence]</c>.</summary>
    public Tensor Tokens { get; }

    /// <summary>Which tokens see which.</summary>
    public AttentionPattern Pattern => _pattern;

    /// <summary>Rows of the hidden states that predict a target, int64 <c>[targets]</c>.</summary>
    public Tensor Rows { get; }

    /// <summary>Their next tokens, int64 <c>[targets]</c>.</summary>
    public Tensor Targets { get; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        _pattern.Dispose();
        Tokens.Dispose();
        Rows.Dispose();
        Targets.Dispose();
    }
}
