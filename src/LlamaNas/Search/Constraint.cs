using System.Globalization;
using System.Text.RegularExpressions;

namespace LlamaNas.Search;

/// <summary>A bound on one objective, e.g. <c>parameters&lt;=90M</c>.</summary>
/// <param name="Objective">Name of the objective.</param>
/// <param name="Kind">Upper or lower bound.</param>
/// <param name="Bound">The bound, in the objective's unit.</param>
public sealed partial record Constraint(string Objective, ConstraintKind Kind, double Bound)
{
    /// <summary>Reads <c>parameters&lt;=90M</c>, <c>bytes&lt;=1.2G</c>, <c>accuracy&gt;=0.4</c>; K, M, G (or B), T are powers of 1000, Ki, Mi, Gi of 1024.</summary>
    /// <exception cref="UsageException">The text is not a constraint.</exception>
    public static Constraint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var match = Form().Match(text);
        if (!match.Success)
            throw new UsageException($"'{text}' is not a constraint. Write one such as \"parameters<=90M\", \"bytes<=1.2G\" or \"accuracy>=0.4\".");
        var scale = match.Groups["scale"].Value switch
        {
            "" => 1.0,
            "K" or "k" => 1e3,
            "M" => 1e6,
            "G" or "B" => 1e9,
            "T" => 1e12,
            "Ki" => 1024.0,
            "Mi" => 1024.0 * 1024,
            _ => 1024.0 * 1024 * 1024,
        };
        return new Constraint(
            match.Groups["name"].Value,
            match.Groups["relation"].Value == "<=" ? ConstraintKind.AtMost : ConstraintKind.AtLeast,
            double.Parse(match.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture) * scale);
    }

    /// <summary>Whether a value of the objective satisfies the bound.</summary>
    public bool Holds(double value) => Kind == ConstraintKind.AtMost ? value <= Bound : value >= Bound;

    /// <summary>0 where the bound holds, else by how much it is missed, relative to the bound.</summary>
    public double Violation(double value) => Holds(value) ? 0 : Math.Abs(value - Bound) / Math.Max(Math.Abs(Bound), 1e-9);

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Objective}{(Kind == ConstraintKind.AtMost ? "<=" : ">=")}{Bound}");

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z][\w:.\-]*)\s*(?<relation><=|>=)\s*(?<number>-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?)\s*(?<scale>Ki|Mi|Gi|K|k|M|G|B|T)?\s*\z")]
    private static partial Regex Form();
}

/// <summary>Upper or lower bound.</summary>
public enum ConstraintKind
{
    /// <summary>The value is at most the bound.</summary>
    AtMost,

    /// <summary>The value is at least the bound.</summary>
    AtLeast,
}
