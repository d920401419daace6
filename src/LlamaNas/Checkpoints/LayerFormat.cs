namespace LlamaNas.Checkpoints;

/// <summary>How the linear maps of a layer are kept, and what they multiply.</summary>
public enum LayerFormat
{
    /// <summary>As they are: 16 bits.</summary>
    Dense,

    /// <summary>W8A8: INT8 weights with one scale an output channel; activations are rounded to INT8 per token.</summary>
    Int8,

    /// <summary>INT8 weights in groups of inputs with one scale a group; activations stay as they are.</summary>
    Int8Groups,

    /// <summary>INT4 weights in groups of inputs with one scale a group; activations stay as they are.</summary>
    Int4Groups,
}
