using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Pipelines;

/// <summary>The front of one task scored on the test split of another.</summary>
/// <param name="From">Whose front.</param>
/// <param name="To">On which task.</param>
/// <param name="Members">Networks that were scored.</param>
/// <param name="Accuracy">Mean accuracy of the members on the other task's test split, whatever their sizes.</param>
/// <param name="Loss">Mean of member minus full network, by document, 95 %.</param>
/// <param name="AgainstOwn">The members against the other task's own front at the same size or below; null on the task itself, and where no pair is scored.</param>
internal sealed record FrontTransfer(string From, string To, int Members, double Accuracy, ConfidenceInterval Loss, EqualSizeComparison? AgainstOwn)
{
    /// <summary>One front on one task; null where nothing is scored.</summary>
    public static FrontTransfer? Of(SearchedTask from, SearchedTask to)
    {
        var full = to.Outcomes(SubNetwork.Full(to.Run.Config), "test");
        var members = from.Front.Select(member => to.Outcomes(member.SubNetwork, "test")).OfType<double[]>().Where(outcomes => outcomes.Length == full?.Length).ToArray();
        if (full is null || members.Length == 0)
            return null;
        var mean = ByDocument(members);
        return new FrontTransfer(
            from.Name, to.Name, members.Length, mean.Average(), Bootstrap.PairedDifference(mean, full), from == to ? null : EqualSizeComparison.Of(from, to, full.Length));
    }

    /// <summary>Mean of several networks' outcomes on each document.</summary>
    internal static double[] ByDocument(IReadOnlyList<double[]> outcomes) =>
        [.. Enumerable.Range(0, outcomes[0].Length).Select(document => outcomes.Average(network => network[document]))];
}
