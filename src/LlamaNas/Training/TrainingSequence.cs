namespace LlamaNas.Training;

/// <summary>One sequence to learn from.</summary>
/// <param name="Tokens">Token ids, at least two.</param>
/// <param name="FirstTarget">Index of the first token that the loss counts, at least 1.</param>
public sealed record TrainingSequence(int[] Tokens, int FirstTarget)
{
    /// <summary>Number of tokens that the loss counts.</summary>
    public int TargetCount => Tokens.Length - FirstTarget;
}
