namespace LlamaNas.Reports;

/// <summary>How other methods stand beside a search on one chart: by which tasks and on which axis all of them can be compared, and what that leaves out.</summary>
/// <param name="Tasks">The tasks whose mean accuracy is shown: the search's own that other methods have scores on; all of them where no other method is drawn.</param>
/// <param name="Drawn">The other methods with a score on each of these tasks.</param>
/// <param name="ByBytes">Whether size is bytes as stored: some method drawn is not stored like the search's networks, so that its parameters do not tell its size.</param>
/// <param name="ShowsSearchSplit">Whether the search split is shown: its probabilities do not compare with other methods' accuracies.</param>
/// <param name="Note">What a reader must know, in sentences; empty for nothing.</param>
internal sealed record BaselineComparison(EquatableArray<string> Tasks, EquatableArray<BaselineScore> Drawn, bool ByBytes, bool ShowsSearchSplit, string Note)
{
    private const double Unlike = 0.02;
    private const string ComparedSeed = "42";     // of the halves that compare scores on

    /// <summary>Compares a search with other methods.</summary>
    public static BaselineComparison Of(ReportSection section, EquatableArray<BaselineScore> baselines)
    {
        var own = section.Source.Tasks;
        if (baselines.Count == 0)
            return new BaselineComparison(own, [], ByBytes: false, ShowsSearchSplit: true, "");
        if (section.Source.SearchesProbability && section.Members.Count == 0)
            return new BaselineComparison(own, [], ByBytes: false, ShowsSearchSplit: true, "Other methods are not drawn: their accuracies do not compare with the search split's probabilities, and the test split has not been scored.");

        string[] shared = [.. own.Where(task => baselines.Any(baseline => baseline.Accuracy.ContainsKey(task)))], others = [.. own.Except(shared)];
        BaselineScore[] drawn = [.. baselines.Where(baseline => shared.Length > 0 && shared.All(baseline.Accuracy.ContainsKey))];
        if (drawn.Length == 0)
            return new BaselineComparison(own, [], ByBytes: false, ShowsSearchSplit: true, $"Other methods are not drawn: none has a score on {(shared.Length > 0 ? "each of " : "")}{Names(shared.Length > 0 ? shared : own)}.");

        List<string> notes = [];
        if (others.Length > 0)
            notes.Add($"Means over {Names(shared)}: no other method has a score on {Names(others)}.");
        if (baselines.Except(drawn).Select(ReportText.Method).Distinct().ToArray() is { Length: > 0 } incomplete)
            notes.Add($"Not drawn, for want of a score on each of these tasks: {Names(incomplete)}.");
        if (section.Source.SearchesProbability)
            notes.Add("The search split is not drawn: its probabilities do not compare with accuracies.");
        if (OtherDocuments(section, baselines) is { Length: > 0 } otherDocuments)
            notes.Add(otherDocuments);
        return new BaselineComparison([.. shared], [.. drawn], IsByBytes(section, drawn), !section.Source.SearchesProbability, string.Join(' ', notes));
    }

    /// <summary>Where other methods were scored on other documents than a search's networks: in which way, in sentences; else empty.</summary>
    public static string OtherDocuments(ReportSection section, EquatableArray<BaselineScore> baselines)
    {
        if (section.Members.Count == 0)
            return "";
        List<string> notes = [];
        if (section.Source.Settings.FirstOrDefault(setting => setting.Label == "seed")?.Value is { } seed && seed != ComparedSeed)
            notes.Add($"Other methods were scored on the test half of seed {ComparedSeed}, these networks on that of seed {seed}.");
        foreach (var own in section.Members[0].TestAccuracies.Where(own => own.Documents is not null))
        {
            int[] others = [.. baselines.Select(baseline => baseline.Accuracy.GetValueOrDefault(own.Task)?.Documents).OfType<int>().Where(count => count != own.Documents).Distinct().Order()];
            if (others.Length > 0)
                notes.Add($"Other methods were scored on {string.Join(" or ", others)} documents of {own.Task}, these networks on {own.Documents}.");
        }

        return string.Join(' ', notes);
    }

    // Sparse weights take more bytes than their parameters that are not zero, quantised ones fewer.
    private static bool IsByBytes(ReportSection section, BaselineScore[] drawn)
    {
        var network = section.Networks.FirstOrDefault(network => network.Parameters > 0);
        return network is not null && drawn.All(baseline => baseline.Bytes is not null)
            && drawn.Any(baseline => Math.Abs((baseline.Bytes!.Value * (double)network.Parameters / ((double)network.Bytes * baseline.Parameters)) - 1) > Unlike);
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}
