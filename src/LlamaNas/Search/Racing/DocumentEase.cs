namespace LlamaNas.Search.Racing;

/// <summary>Which documents are easy: the share of the networks scored in full that solve each.</summary>
internal sealed class DocumentEase
{
    private readonly double[][] _solved;     // sum of outcomes by task and document
    private int _networks;

    /// <summary>Starts with the outcomes of one network, by task and document.</summary>
    public DocumentEase(double[][] outcomes)
    {
        _solved = [.. outcomes.Select(task => new double[task.Length])];
        Add(outcomes);
    }

    /// <summary>Mean outcome by task and document.</summary>
    public double[][] ByTask => [.. _solved.Select(task => Array.ConvertAll(task, sum => sum / _networks))];

    /// <summary>Adds a network that was scored in full.</summary>
    public void Add(double[][] outcomes)
    {
        _networks++;
        foreach (var (sums, ofTask) in _solved.Zip(outcomes))
            for (var document = 0; document < sums.Length; document++)
                sums[document] += ofTask[document];
    }
}
