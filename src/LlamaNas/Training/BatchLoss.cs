using LlamaNas.Networks;
using LlamaNas.Spaces;
using LlamaNas.Tensors;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>Losses of a batch's target tokens; the vocabulary is projected only where a target is.</summary>
internal static class BatchLoss
{
    /// <summary>Targets whose scores of the vocabulary exist at a time: 50 MB of them with a vocabulary of 49,152.</summary>
    public const int PieceTargets = 256;

    /// <summary>Runs one sub-network over a batch.</summary>
    /// <returns>FP32 scalar: the summed cross-entropy of all target tokens, in nats; owned by the caller's scope.</returns>
    public static Tensor Sum(SuperNetwork network, SubNetwork subNetwork, IReadOnlyList<TrainingSequence> sequences)
    {
        using var scope = NewDisposeScope();
        using var batch = new LabelledBatch(sequences, network.Options.Device);
        var states = network.Forward(batch.Tokens, batch.Pattern, subNetwork).index_select(0, batch.Rows);
        var sum = zeros([], float32, network.Options.Device);
        for (long first = 0; first < states.shape[0]; first += PieceTargets)
        {
            using var piece = NewDisposeScope();
            var count = Math.Min(PieceTargets, states.shape[0] - first);
            sum.Add(CrossEntropy(network.Logits(states.narrow(0, first, count)).to(float32), batch.Targets.narrow(0, first, count)));
        }

        return sum.MoveToOuterDisposeScope();
    }

    /// <summary>Scores of the vocabulary where a target is, FP32 <c>[targets, vocabulary]</c>, owned by the caller's scope.</summary>
    /// <param name="network">The weights.</param>
    /// <param name="hidden">Hidden states after the final norm, <c>[batch * sequence, hidden]</c>.</param>
    /// <param name="batch">The batch.</param>
    public static Tensor Logits(SuperNetwork network, Tensor hidden, LabelledBatch batch)
    {
        using var scope = NewDisposeScope();
        return network.Logits(hidden.index_select(0, batch.Rows)).to(float32).MoveToOuterDisposeScope();
    }

    /// <summary>The summed cross-entropy in nats, FP32 scalar.</summary>
    /// <param name="logits">FP32 <c>[targets, vocabulary]</c>.</param>
    /// <param name="targets">The next tokens, int64 <c>[targets]</c>.</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets) =>
        nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.Sum);

    /// <summary>What a network with a teacher learns from: <c>(1 - weight) * cross-entropy + weight * divergence</c>, FP32 scalar.</summary>
    /// <param name="entropy">The summed cross-entropy.</param>
    /// <param name="logits">The student's.</param>
    /// <param name="teacher">The teacher's.</param>
    /// <param name="options">Weight and temperature.</param>
    public static Tensor Mixed(Tensor entropy, Tensor logits, Tensor teacher, FineTuningOptions options) =>
        entropy.Times(1 - options.DistillationWeight).PlusScaled(Divergence(logits, teacher, options.DistillationTemperature), options.DistillationWeight);

    /// <summary>
    /// Distillation (arXiv 1503.02531): <c>T^2 * KL(softmax(teacher / T) || softmax(logits / T))</c>, summed over the target tokens; the square keeps the
    /// gradient's size the same at every temperature.
    /// </summary>
    /// <param name="logits">The student's, FP32 <c>[targets, vocabulary]</c>.</param>
    /// <param name="teacher">The teacher's, without gradients, same shape.</param>
    /// <param name="temperature">T, above 0.</param>
    /// <returns>FP32 scalar in nats, owned by the caller's scope.</returns>
    public static Tensor Divergence(Tensor logits, Tensor teacher, double temperature)
    {
        using var scope = NewDisposeScope();
        var student = nn.functional.log_softmax(logits.Over(temperature), 1);
        var wanted = nn.functional.log_softmax(teacher.Over(temperature), 1);
        return nn.functional.kl_div(student, wanted, reduction: nn.Reduction.Sum, log_target: true).Times(temperature * temperature).MoveToOuterDisposeScope();
    }
}
