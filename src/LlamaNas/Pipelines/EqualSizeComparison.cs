using LlamaNas.Measurement;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Pipelines;

/// <summary>The members of one front against those of another at the same size or below, on the other's test split.</summary>
/// <param name="Pairs">Members that have a counterpart, both scored.</param>
/// <param name="Smaller">How much smaller the counterparts are on average, as a share of the members' parameters, 0 to 1.</param>
/// <param name="Difference">Mean of member minus counterpart, by document, 95 %: each resample draws documents once for all pairs together.</param>
/// <param name="PValue">Probability of as great a difference by chance: the signs of the documents' differences are flipped at random.</param>
internal sealed record EqualSizeComparison(int Pairs, double Smaller, ConfidenceInterval Difference, double PValue)
{
    /// <summary>Compares two fronts; null where no pair is scored.</summary>
    /// <param name="from">The search whose front is transferred.</param>
    /// <param name="to">The search whose own front it is compared with, on its test split.</param>
    /// <param name="documents">Documents that a score must have to count.</param>
    public static EqualSizeComparison? Of(SearchedTask from, SearchedTask to, int documents)
    {
        var pairs = from.Front.Select(member => (Member: member.SubNetwork, Own: Counterpart(to, member.SubNetwork)))
            .Select(pair => (pair.Member, pair.Own, MemberOutcomes: Outcomes(pair.Member), OwnOutcomes: pair.Own is null ? null : Outcomes(pair.Own)))
            .Where(pair => pair.MemberOutcomes is not null && pair.OwnOutcomes is not null).ToArray();
        if (pairs.Length == 0)
            return null;
        var members = FrontTransfer.ByDocument([.. pairs.Select(pair => pair.MemberOutcomes!)]);
        var own = FrontTransfer.ByDocument([.. pairs.Select(pair => pair.OwnOutcomes!)]);
        return new EqualSizeComparison(
            pairs.Length, pairs.Average(pair => 1 - ((double)Parameters(to, pair.Own!) / Parameters(to, pair.Member))),
            Bootstrap.PairedDifference(members, own), PermutationTest.PairedDifference(members, own));

        double[]? Outcomes(SubNetwork network) => to.Outcomes(network, "test") is { } outcomes && outcomes.Length == documents ? outcomes : null;
    }

    /// <summary>The largest member of a search's front that has at most a network's parameters; null where every member has more.</summary>
    public static SubNetwork? Counterpart(SearchedTask own, SubNetwork network) =>
        own.Front.FirstOrDefault(member => Parameters(own, member.SubNetwork) <= Parameters(own, network))?.SubNetwork;

    private static long Parameters(SearchedTask search, SubNetwork network) => ParameterCount.Of(search.Run.Config, network);
}
