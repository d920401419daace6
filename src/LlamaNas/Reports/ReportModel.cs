using LlamaNas.Spaces;

namespace LlamaNas.Reports;

/// <summary>All that a report shows.</summary>
/// <param name="Title">Headline.</param>
/// <param name="Facts">What was run: label and value.</param>
/// <param name="Sections">One a search.</param>
/// <param name="HeldOut">Held-out losses of the fine-tuning; empty where nothing was fine-tuned.</param>
public sealed record ReportModel(
    string Title, EquatableArray<ReportFact> Facts, EquatableArray<ReportSection> Sections, EquatableArray<HeldOutRow> HeldOut);

/// <summary>A label and its value.</summary>
/// <param name="Label">The label.</param>
/// <param name="Value">The value.</param>
public sealed record ReportFact(string Label, string Value);

/// <summary>One search.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Facts">How it was run.</param>
/// <param name="Front">Accuracy against size.</param>
/// <param name="Convergence">Hypervolume over the evaluations.</param>
/// <param name="FullWidths">Feed-forward width of every layer of the full network.</param>
/// <param name="Members">The full network first, then the tested front from large to small.</param>
/// <param name="Chosen">The member that was extracted; null for none.</param>
/// <param name="Untested">Front members on the search split, where none was tested; else empty.</param>
public sealed record ReportSection(
    string Name, EquatableArray<ReportFact> Facts, ChartModel Front, ChartModel Convergence, EquatableArray<int> FullWidths,
    EquatableArray<FrontMember> Members, FrontMember? Chosen, EquatableArray<UntestedMember> Untested);

/// <summary>A front member that has only been scored on the search split.</summary>
/// <param name="SubNetwork">The network.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Objectives">Names and values, as printed.</param>
public sealed record UntestedMember(SubNetwork SubNetwork, long Parameters, EquatableArray<ReportFact> Objectives);

/// <summary>A network's held-out loss before and after fine-tuning, in nats per response token.</summary>
/// <param name="Name">full, smallest, or random 1 to 20.</param>
/// <param name="SubNetwork">The network.</param>
/// <param name="Before">Loss before.</param>
/// <param name="After">Loss after.</param>
public sealed record HeldOutRow(string Name, SubNetwork SubNetwork, double Before, double After);
