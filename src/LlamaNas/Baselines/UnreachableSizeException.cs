using LlamaNas.Measurement;

namespace LlamaNas.Baselines;

/// <summary>A method ends before its network is as small as was asked; other methods, and smaller reductions, may go on.</summary>
internal sealed class UnreachableSizeException : LlamaNasException
{
    private UnreachableSizeException(string message, long smallestParameters) : base(message) => SmallestParameters = smallestParameters;

    /// <summary>Parameters of the smallest network that the method came to.</summary>
    public long SmallestParameters { get; }

    /// <summary>Refuses a network that is larger than asked.</summary>
    /// <param name="method">Name of the method.</param>
    /// <param name="subject">What is pruned.</param>
    /// <param name="reduction">Share of the parameters that has to go, 0 to 1.</param>
    /// <param name="smallestParameters">Parameters of the smallest network that the method came to.</param>
    /// <exception cref="UnreachableSizeException">These are more than may be left.</exception>
    public static void ThrowIfAbove(string method, PruningSubject subject, double reduction, long smallestParameters)
    {
        var (target, all) = (subject.Target(reduction), ParameterCount.Of(subject.Config));
        if (smallestParameters > target)
            throw new UnreachableSizeException(FormattableString.Invariant(
                $"{method}: a reduction of {100 * reduction:0.##} % leaves {target} of {all} parameters, but the smallest network that this method reaches has {smallestParameters} ({100 * (1 - ((double)smallestParameters / all)):F1} % less). ")
                + $"Ask for smaller --reductions, or leave {method} out of --baselines.", smallestParameters);
    }
}
