using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>What a network was taught by one batch.</summary>
/// <param name="CrossEntropy">Summed over the target tokens, in nats.</param>
/// <param name="Loss">What was learned from, summed: the cross-entropy, or its mixture with the divergence from a teacher.</param>
/// <param name="States">The network's hidden states where a target is, without gradients, <c>[targets, hidden]</c>; in no scope, the caller frees it.</param>
internal sealed record TaughtBatch(double CrossEntropy, double Loss, Tensor States);

/// <summary>
/// Adds the gradients of one network's loss over one batch to the parameters' gradients. The scores of the vocabulary, the largest tensors of a step by far, exist for some hundred
/// targets at a time, forwards and backwards; the layers below then get the gradient of all of them at once.
/// </summary>
internal static class BatchGradients
{
    /// <summary>Forward and backward.</summary>
    /// <param name="network">The weights; those that require gradients get them.</param>
    /// <param name="subNetwork">What of them is used.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="teacher">What is learned from by the share of the distillation weight; null for nothing.</param>
    /// <param name="options">Distillation, and whether activations are kept.</param>
    /// <param name="scale">What the summed loss is multiplied by before it goes back.</param>
    public static TaughtBatch Add(SuperNetwork network, SubNetwork subNetwork, LabelledBatch batch, TeacherStates? teacher, FineTuningOptions options, double scale)
    {
        TaughtBatch? taught = null;
        Backpropagation.Run(network, subNetwork, batch, options.Activations, hidden =>
        {
            var states = hidden.index_select(0, batch.Rows);
            var (seen, slope) = (states.detach(), zeros_like(states));
            var (entropy, loss) = (0.0, 0.0);
            for (long first = 0; first < seen.shape[0]; first += BatchLoss.PieceTargets)
            {
                var piece = Piece(network, seen, batch, first, teacher, options, scale, slope);
                (entropy, loss) = (entropy + piece.CrossEntropy, loss + piece.Loss);
            }

            taught = new TaughtBatch(entropy, loss, seen.DetachFromDisposeScope());
            return states.mul(slope).sum();                                       // not the loss, but its gradient is the loss's
        });
        return taught!;
    }

    private static (double CrossEntropy, double Loss) Piece(
        SuperNetwork network, Tensor states, LabelledBatch batch, long first, TeacherStates? teacher, FineTuningOptions options, double scale, Tensor slope)
    {
        using var scope = NewDisposeScope();
        var count = Math.Min(BatchLoss.PieceTargets, states.shape[0] - first);
        var leaf = states.narrow(0, first, count).detach().requires_grad_();
        var logits = network.Logits(leaf).to(float32);
        var entropy = BatchLoss.CrossEntropy(logits, batch.Targets.narrow(0, first, count));
        var loss = teacher is null ? entropy : BatchLoss.Mixed(entropy, logits, teacher.Logits(first, count), options);
        loss.Times(scale).backward();
        using var gradients = no_grad();
        slope.narrow(0, first, count).copy_(leaf.grad!);
        return (entropy.item<float>(), loss.item<float>());
    }
}
