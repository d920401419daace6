using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>The summed cross-entropy of a batch's target tokens.</summary>
internal static class BatchLoss
{
    /// <summary>Runs one sub-network over a batch; the vocabulary is projected only where a target is.</summary>
    /// <param name="network">The weights.</param>
    /// <param name="subNetwork">What of them is used.</param>
    /// <param name="batch">Sequences; padded at the right end to the longest.</param>
    /// <returns>FP32 scalar: the sum over all target tokens, in nats; owned by the caller's scope.</returns>
    public static Tensor Sum(SuperNetwork network, SubNetwork subNetwork, IReadOnlyList<TrainingSequence> batch)
    {
        using var scope = NewDisposeScope();
        var device = network.Options.Device;
        var longest = batch.Max(sequence => sequence.Tokens.Length) - 1;            // the last token is only a target
        var tokens = new long[batch.Count * longest];
        var rows = new List<long>();
        var targets = new List<long>();
        for (var index = 0; index < batch.Count; index++)
        {
            var sequence = batch[index];
            for (var position = 0; position < sequence.Tokens.Length - 1; position++)
            {
                tokens[(index * longest) + position] = sequence.Tokens[position];
                if (position + 1 < sequence.FirstTarget)
                    continue;
                rows.Add((index * longest) + position);
                targets.Add(sequence.Tokens[position + 1]);
            }
        }

        using var pattern = new CausalBatch(batch.Count, longest, device);
        var hidden = network.Forward(tensor(tokens, device: device), pattern, subNetwork);
        var logits = network.Logits(hidden.index_select(0, tensor(rows.ToArray(), device: device))).to(float32);   // [targets, vocabulary]
        return nn.functional.cross_entropy(logits, tensor(targets.ToArray(), device: device), reduction: nn.Reduction.Sum).MoveToOuterDisposeScope();
    }
}
