using LlamaNas.Networks;
using LlamaNas.Spaces;
using static TorchSharp.torch;

namespace LlamaNas.Training;

/// <summary>
/// What a teacher says of a batch: its hidden states where a target is. Its scores of the vocabulary are a hundred times as large, and are computed from them a piece at a time.
/// </summary>
/// <param name="Network">The teacher.</param>
/// <param name="States">After the final norm, without gradients, <c>[targets, hidden]</c>; its scope frees it.</param>
internal sealed record TeacherStates(SuperNetwork Network, Tensor States)
{
    /// <summary>Runs a teacher over a batch; the states are owned by the caller's scope.</summary>
    public static TeacherStates Of(SuperNetwork teacher, SubNetwork layers, LabelledBatch batch)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        return new TeacherStates(teacher, teacher.Forward(batch.Tokens, batch.Pattern, layers).index_select(0, batch.Rows).MoveToOuterDisposeScope());
    }

    /// <summary>Scores of the vocabulary for some targets, FP32 <c>[count, vocabulary]</c>, without gradients, owned by the caller's scope.</summary>
    public Tensor Logits(long first, long count)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        return Network.Logits(States.narrow(0, first, count)).to(float32).MoveToOuterDisposeScope();
    }
}
