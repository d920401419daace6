namespace LlamaNas.Search;

/// <summary>Whether more or less of an objective is better.</summary>
public enum Direction
{
    /// <summary>Less is better (parameters, bytes, latency).</summary>
    Minimise,

    /// <summary>More is better (accuracy).</summary>
    Maximise,
}

/// <summary>What it costs to know an objective's value.</summary>
public enum ObjectiveCost
{
    /// <summary>A formula: computed exactly, never predicted.</summary>
    Exact,

    /// <summary>Needs the network to run: predicted inside LINAS, then evaluated.</summary>
    Evaluated,
}

/// <summary>One objective of a search.</summary>
/// <param name="Name">Name as on the command line, e.g. <c>accuracy</c>, <c>parameters</c>, <c>accuracy:arc_easy</c>.</param>
/// <param name="Unit">Unit for reports, e.g. <c>fraction</c>, <c>count</c>, <c>bytes</c>, <c>ms</c>.</param>
/// <param name="Direction">Whether more or less is better.</param>
/// <param name="Cost">Formula or measurement.</param>
public sealed record Objective(string Name, string Unit, Direction Direction, ObjectiveCost Cost)
{
    internal const string Probability = "probability";

    /// <summary>Whether it is a probability of right choices: <c>probability</c>, or that of one task.</summary>
    public bool IsProbability => Name.Split(':')[0] == Probability;
}
