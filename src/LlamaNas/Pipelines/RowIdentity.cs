namespace LlamaNas.Pipelines;

/// <summary>
/// What makes a row of a comparison one row. Methods of the literature make one network a size. Of ours the weights and the architecture count, too: two super-networks may have been searched on the
/// same tasks, and two searches may have found networks of one size.
/// </summary>
/// <param name="Method">The method.</param>
/// <param name="Reduction">Share of the parameters that was to go, in 1/100,000; 0 for ours.</param>
/// <param name="Tuned">Whether the weights were trained.</param>
/// <param name="Weights">Of ours: which weights.</param>
/// <param name="Architecture">Of ours: which network.</param>
internal readonly record struct RowIdentity(string Method, int Reduction, bool Tuned, string Weights, string Architecture)
{
    /// <summary>A method's network.</summary>
    public static RowIdentity Of(string method, double reduction, bool tuned) => new(method, (int)Math.Round(1e5 * reduction), tuned, "", "");

    /// <summary>A network of ours.</summary>
    public static RowIdentity Ours(string method, bool tuned, string weights, string architecture) => new(method, 0, tuned, weights, architecture);
}
