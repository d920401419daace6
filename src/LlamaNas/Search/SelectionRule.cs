using System.Globalization;
using LlamaNas.Search.Pareto;

namespace LlamaNas.Search;

/// <summary>
/// Chooses one candidate of a front: <c>knee</c>, <c>best</c> (of the first evaluated objective), <c>parameters&lt;=90M</c> (the best that
/// satisfies it), or a number (1 is the first of the front, in the order of <see cref="ParetoFront.Of"/>).
/// </summary>
public sealed record SelectionRule
{
    private readonly Func<IReadOnlyList<Candidate>, IReadOnlyList<Objective>, Candidate> _select;

    private SelectionRule(string text, Func<IReadOnlyList<Candidate>, IReadOnlyList<Objective>, Candidate> select) => (Text, _select) = (text, select);

    /// <summary>The rule as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a rule.</summary>
    /// <exception cref="UsageException">The text is none of the forms.</exception>
    public static SelectionRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "knee")
            return new SelectionRule(text, Knee);
        if (text == "best")
            return new SelectionRule(text, Best);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal))
            return new SelectionRule(text, (front, _) => ordinal >= 1 && ordinal <= front.Count ? front[ordinal - 1]
                : throw new UsageException($"there is no network {ordinal}: the front has {front.Count}. Choose 1 to {front.Count}."));
        if (!text.Contains('=', StringComparison.Ordinal))
            throw new UsageException($"'{text}' selects nothing. Use knee, best, a number such as 3, or a bound such as \"parameters<=90M\".");
        var constraint = Constraint.Parse(text);
        return new SelectionRule(text, (front, objectives) => BestWithin(constraint, front, objectives));
    }

    /// <summary>The candidate that the rule chooses.</summary>
    /// <param name="candidates">Evaluated candidates; the rule looks at their front.</param>
    /// <param name="objectives">The objectives, in the order of <see cref="Candidate.Values"/>.</param>
    /// <exception cref="UsageException">No candidate fits.</exception>
    public Candidate Select(IEnumerable<Candidate> candidates, IReadOnlyList<Objective> objectives)
    {
        var front = ParetoFront.Of(candidates, objectives);
        return front.Count > 0 ? _select(front, objectives)
            : throw new UsageException("the front is empty: nothing has been evaluated yet. Run the search first.");
    }

    /// <summary>The rule as it was written.</summary>
    public override string ToString() => Text;

    private static Candidate Knee(IReadOnlyList<Candidate> front, IReadOnlyList<Objective> objectives) =>
        front[KneePoint.Of([.. front.Select(candidate => Point.Of(candidate.Values.Span, objectives).Values)])];

    private static Candidate Best(IReadOnlyList<Candidate> front, IReadOnlyList<Objective> objectives)
    {
        var index = Math.Max(0, objectives.ToList().FindIndex(objective => objective.Cost == ObjectiveCost.Evaluated));
        return objectives[index].Direction == Direction.Maximise
            ? front.MaxBy(candidate => candidate.Values[index])!
            : front.MinBy(candidate => candidate.Values[index])!;
    }

    private static Candidate BestWithin(Constraint constraint, IReadOnlyList<Candidate> front, IReadOnlyList<Objective> objectives)
    {
        var index = objectives.ToList().FindIndex(objective => objective.Name == constraint.Objective);
        if (index < 0)
            throw new UsageException($"'{constraint.Objective}' is not an objective of this run. Use one of: {string.Join(", ", objectives.Select(o => o.Name))}.");
        var within = front.Where(candidate => constraint.Holds(candidate.Values[index])).ToArray();
        if (within.Length > 0)
            return Best(within, objectives);
        var values = front.Select(candidate => candidate.Values[index]).ToArray();
        throw new UsageException(string.Create(CultureInfo.InvariantCulture,
            $"no network of the front has {constraint}: its {constraint.Objective} reach from {values.Min()} to {values.Max()}. Loosen the bound."));
    }
}
