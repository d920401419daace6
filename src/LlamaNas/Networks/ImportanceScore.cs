namespace LlamaNas.Networks;

/// <summary>How the importance of a channel or head is measured on a calibration text.</summary>
public enum ImportanceScore
{
    /// <summary>
    /// How much it writes: the norm of its activation times the norm of its output weights (the score of Wanda, arXiv 2306.11695, for whole channels).
    /// Forward passes only.
    /// </summary>
    Activation,

    /// <summary>
    /// How much the loss of the next token would change without it, to first order: activation times gradient, summed over the tokens of each text, in
    /// magnitude (Molchanov et al., arXiv 1906.10771). Needs gradients of the activations.
    /// </summary>
    Taylor,
}
