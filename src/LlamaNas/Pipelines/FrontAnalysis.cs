using LlamaNas.Checkpoints;
using LlamaNas.Measurement;
using LlamaNas.Spaces;
using LlamaNas.Statistics;

namespace LlamaNas.Pipelines;

/// <summary>What one search's front keeps.</summary>
/// <param name="Name">Tasks.</param>
/// <param name="Candidates">Networks that were evaluated.</param>
/// <param name="Front">Networks on the front.</param>
/// <param name="Layers">How much of each layer it keeps.</param>
/// <param name="Knee">The knee of the front.</param>
/// <param name="KneeParameters">Its parameters.</param>
/// <param name="KneeAccuracy">Its accuracy on the search split.</param>
internal sealed record TaskAnalysis(
    string Name, int Candidates, int Front, EquatableArray<LayerUse> Layers, SubNetwork Knee, long KneeParameters, double KneeAccuracy);

/// <summary>How two tasks order the networks that were scored on both.</summary>
/// <param name="First">One task.</param>
/// <param name="Second">The other.</param>
/// <param name="Networks">Networks scored on both.</param>
/// <param name="Tau">Kendall's tau-b of their accuracies.</param>
/// <param name="PValue">Probability of as much agreement by chance.</param>
internal sealed record TaskCorrelation(string First, string Second, int Networks, double Tau, double PValue);

/// <summary>What the stored runs of several tasks say together.</summary>
/// <param name="Config">Sizes of the full network.</param>
/// <param name="Tasks">One a search.</param>
/// <param name="Correlations">One a pair of tasks.</param>
/// <param name="Transfers">One an ordered pair of tasks, itself included.</param>
/// <param name="Everything">The front of parameters and mean accuracy over all tasks, of the networks that were scored on all.</param>
internal sealed record FrontAnalysis(
    LlamaConfig Config, EquatableArray<TaskAnalysis> Tasks, EquatableArray<TaskCorrelation> Correlations, EquatableArray<FrontTransfer> Transfers,
    EquatableArray<(SubNetwork Network, long Parameters, double Accuracy)> Everything)
{
    /// <summary>Analyses some searches of one model.</summary>
    public static FrontAnalysis Of(IReadOnlyList<SearchedTask> searches)
    {
        var config = searches[0].Run.Config;
        return new FrontAnalysis(
            config,
            [.. searches.Select(search => Task(config, search))],
            [.. searches.SelectMany((first, index) => searches.Skip(index + 1).Select(second => Correlation(first, second)))],
            [.. searches.SelectMany(from => searches.Select(to => FrontTransfer.Of(from, to))).OfType<FrontTransfer>()],
            [.. AllTasks(config, searches)]);
    }

    private static TaskAnalysis Task(LlamaConfig config, SearchedTask search) => new(
        search.Name, search.Candidates.Count, search.Front.Count, LayerUse.Of(config, search.Candidates, search.Front),
        search.Knee.SubNetwork, ParameterCount.Of(config, search.Knee.SubNetwork), search.Accuracy(search.Knee.SubNetwork, "search"));

    private static TaskCorrelation Correlation(SearchedTask first, SearchedTask second)
    {
        var both = Networks([first, second]);
        double[] left = [.. both.Select(network => first.Accuracy(network, "search"))], right = [.. both.Select(network => second.Accuracy(network, "search"))];
        return new TaskCorrelation(first.Name, second.Name, both.Length, RankCorrelation.KendallTauB(left, right), PermutationTest.KendallTau(left, right));
    }

    private static IEnumerable<(SubNetwork Network, long Parameters, double Accuracy)> AllTasks(LlamaConfig config, IReadOnlyList<SearchedTask> searches)
    {
        var scored = Networks(searches).Select(network => (Network: network, Parameters: ParameterCount.Of(config, network), Accuracy: searches.Average(search => search.Accuracy(network, "search"))))
            .OrderBy(row => row.Parameters).ThenByDescending(row => row.Accuracy);
        var best = double.NegativeInfinity;
        foreach (var row in scored)
        {
            if (row.Accuracy > best)
                yield return row;
            best = Math.Max(best, row.Accuracy);
        }
    }

    // Scored on the search split of all of them.
    private static SubNetwork[] Networks(IReadOnlyList<SearchedTask> searches) =>
        [.. searches.SelectMany(search => search.Candidates.Select(candidate => candidate.SubNetwork)).Distinct()
            .Where(network => searches.All(search => !double.IsNaN(search.Accuracy(network, "search"))))];
}
