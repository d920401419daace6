using LlamaNas.Search;
using LlamaNas.Spaces;

namespace LlamaNas.Reports;

/// <summary>All that a report shows.</summary>
/// <param name="Title">Headline.</param>
/// <param name="Facts">What was run: label and value.</param>
/// <param name="Sections">One a search.</param>
/// <param name="HeldOut">Held-out losses of the fine-tuning; empty where nothing was fine-tuned.</param>
public sealed record ReportModel(
    string Title, EquatableArray<ReportFact> Facts, EquatableArray<ReportSection> Sections, EquatableArray<HeldOutRow> HeldOut)
{
    /// <summary>Other methods' networks, shown on the same axes; empty for none.</summary>
    public EquatableArray<BaselineScore> Baselines { get; init; }
}

/// <summary>A label and its value.</summary>
/// <param name="Label">The label.</param>
/// <param name="Value">The value.</param>
public sealed record ReportFact(string Label, string Value);

/// <summary>One search.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">What was run, and where it lies.</param>
/// <param name="FullWidths">Feed-forward width of every layer of the full network.</param>
/// <param name="FullHeads">Key/value heads of every layer of the full network.</param>
/// <param name="Networks">Everything that was evaluated, in order.</param>
/// <param name="Hypervolume">Hypervolume over the evaluations.</param>
/// <param name="Rounds">The rounds' ends.</param>
/// <param name="Members">The full network first, then the tested front from large to small; empty where nothing was tested.</param>
/// <param name="Chosen">The smallest member that keeps the accuracy of the search split; null where it was not tested.</param>
public sealed record ReportSection(
    string Name, RunSource Source, EquatableArray<int> FullWidths, EquatableArray<int> FullHeads, EquatableArray<EvaluatedNetwork> Networks, HypervolumeTrace Hypervolume,
    EquatableArray<RoundRow> Rounds, EquatableArray<FrontMember> Members, FrontMember? Chosen)
{
    /// <summary>The front's members in the order of their ids: from small to large.</summary>
    public IEnumerable<EvaluatedNetwork> Front => Networks.Where(network => network.FrontId > 0).OrderBy(network => network.FrontId);

    /// <summary>What was searched for beside size and what the tasks tell, such as latency.</summary>
    public IEnumerable<Objective> FurtherObjectives => Source.Objectives.Where(objective => objective.Name.Split(':')[0] is not ("accuracy" or "probability" or "parameters"));

    /// <summary>A network's values of <see cref="FurtherObjectives"/> as text; empty where the search did not evaluate it.</summary>
    public IEnumerable<string> FurtherValues(SubNetwork network) => Networks.FirstOrDefault(evaluated => evaluated.SubNetwork == network) is { Values.Count: > 0 } found
        ? FurtherObjectives.Select(objective => ReportText.Value(objective, found.Values[Source.Objectives.ToList().IndexOf(objective)]))
        : FurtherObjectives.Select(_ => "");

    /// <summary>The front's members without a score on the test split, from small to large.</summary>
    public IEnumerable<EvaluatedNetwork> Untested => Front.ExceptBy(Members.Select(member => member.SubNetwork), network => network.SubNetwork);
}

/// <summary>A finished round.</summary>
/// <param name="Evaluations">Evaluations so far.</param>
/// <param name="Hypervolume">Hypervolume of the front, normalised over the search space.</param>
/// <param name="RankCorrelation">Kendall tau of the predictor on the round before it saw it; null where nothing was predicted.</param>
public sealed record RoundRow(int Evaluations, double Hypervolume, double? RankCorrelation);

/// <summary>A network's held-out loss before and after fine-tuning, in nats per response token.</summary>
/// <param name="Name">full, smallest, or random 1 to 20.</param>
/// <param name="SubNetwork">The network.</param>
/// <param name="Before">Loss before.</param>
/// <param name="After">Loss after.</param>
public sealed record HeldOutRow(string Name, SubNetwork SubNetwork, double Before, double After);
