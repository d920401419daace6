namespace LlamaNas.Inference;

/// <summary>One text that <see cref="TokenForward"/> reads token by token: what it has seen, and what its newest token is on its way through the layers.</summary>
internal sealed class TokenText
{
    /// <summary>Keys and values of its tokens.</summary>
    public required TokenCache Cache { get; init; }

    /// <summary>Residual stream, <c>[hidden]</c>.</summary>
    public required float[] Hidden { get; init; }

    /// <summary><c>[heads * headSize]</c>.</summary>
    public required float[] Query { get; init; }

    /// <summary><c>[keyValueHeads * headSize]</c>.</summary>
    public required float[] Key { get; init; }

    /// <summary>As <see cref="Key"/>.</summary>
    public required float[] Value { get; init; }

    /// <summary>What the heads read, <c>[heads * headSize]</c>.</summary>
    public required float[] Mixed { get; init; }

    /// <summary>Feed-forward channels, <c>[largest width]</c>.</summary>
    public required float[] Channels { get; init; }

    /// <summary>Cosines of its position, <c>[headSize / 2]</c>.</summary>
    public required float[] Cosines { get; init; }

    /// <summary>As <see cref="Cosines"/>.</summary>
    public required float[] Sines { get; init; }

    /// <summary>Logits of what may follow its last token, <c>[vocabulary]</c>; overwritten by the next.</summary>
    public required float[] Logits { get; init; }
}
