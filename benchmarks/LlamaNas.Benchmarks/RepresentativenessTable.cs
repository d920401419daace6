using System.Globalization;
using System.Text;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Benchmarks;

/// <summary>A study's rows as two tables: strategies, and networks.</summary>
internal sealed class RepresentativenessTable(IReadOnlyList<StudyRow> rows, EquatableArray<SubNetwork> networks, EquatableArray<long> parameters)
{
    public string Write(string head)
    {
        var strategies = rows.Select(row => row.Strategy).Distinct().OrderBy(name => name is StudyRows.Before ? 0 : name is StudyRows.Alone ? 1 : 2).ToArray();
        var text = new StringBuilder(head).Append(
            "| training | mean loss | mean accuracy | tau of loss | tau of accuracy |\n|---|---|---|---|---|\n");
        var (aloneLoss, aloneAccuracy) = (Column(StudyRows.Alone, row => row.Loss), Column(StudyRows.Alone, row => row.Accuracy));
        foreach (var strategy in strategies)
        {
            var (loss, accuracy) = (Column(strategy, row => row.Loss), Column(strategy, row => row.Accuracy));
            var isAlone = strategy == StudyRows.Alone;
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {strategy} | {Moments.Mean(loss):F3} | {100 * Moments.Mean(accuracy):F1} % | {(isAlone ? "" : Tau(loss, aloneLoss))} | {(isAlone ? "" : Tau(accuracy, aloneAccuracy))} |");
        }

        text.Append("\nLoss (accuracy) of each network:\n\n| layers | mean width | parameters |").AppendJoin("", strategies.Select(name => $" {name} |"))
            .Append("\n|---|---|---|").AppendJoin("", strategies.Select(_ => "---|")).AppendLine();
        foreach (var (network, count) in networks.Zip(parameters).OrderBy(pair => pair.Second))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {network.Layers.Count} | {network.FeedForwardWidths.Average():F0} | {count / 1e6:F2} M |")
                .AppendJoin("", strategies.Select(strategy => Cell(strategy, network))).AppendLine();
        }

        return text.ToString();
    }

    private double[] Column(string strategy, Func<StudyRow, double> value) => [.. networks.Select(network => value(Row(strategy, network)))];

    private StudyRow Row(string strategy, SubNetwork network) => rows.Single(row => row.Strategy == strategy && row.Network == network.ToString());

    private string Cell(string strategy, SubNetwork network)
    {
        var row = Row(strategy, network);
        return string.Create(CultureInfo.InvariantCulture, $" {row.Loss:F2} ({100 * row.Accuracy:F0} %) |");
    }

    private static string Tau(double[] inherited, double[] alone)
    {
        var tau = Bootstrap.KendallTauB(inherited, alone);
        return string.Create(CultureInfo.InvariantCulture, $"{tau.Estimate:F2} [{tau.Lower:F2}, {tau.Upper:F2}]");
    }
}
