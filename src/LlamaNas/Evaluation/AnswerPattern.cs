using System.Text.RegularExpressions;

namespace LlamaNas.Evaluation;

/// <summary>How an answer is found in a written text: the harness's regex filter.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Pattern">The answer is its first group that holds something, or all of it where it has no groups.</param>
/// <param name="Last">True where the last match counts, else the first.</param>
public sealed record AnswerPattern(string Name, Regex Pattern, bool Last)
{
    /// <summary>What stands for an answer that is not found.</summary>
    public const string NotFound = "[invalid]";

    /// <summary>The answer in a text.</summary>
    public string Find(string text)
    {
        var matches = Pattern.Matches(text);
        if (matches.Count == 0)
            return NotFound;
        var match = Last ? matches[^1] : matches[0];
        return (match.Groups.Count == 1 ? match.Value : match.Groups.Values.Skip(1).Select(group => group.Value).FirstOrDefault(group => group.Length > 0, "")).Trim();
    }
}

/// <summary>When an answer counts as right: the harness's exact_match.</summary>
/// <param name="Answers">One metric each.</param>
/// <param name="Ignored">What is deleted from answer and target before they are compared; case is ignored too.</param>
public sealed record ExactMatch(EquatableArray<AnswerPattern> Answers, EquatableArray<Regex> Ignored)
{
    /// <summary>1 where a text's answer is the target, else 0.</summary>
    public double Score(AnswerPattern pattern, string text, string target) => Plain(pattern.Find(text)) == Plain(target) ? 1 : 0;

    /// <summary>A text without what is ignored.</summary>
    public string Plain(string text) => Ignored.Aggregate(text, (current, ignored) => ignored.Replace(current, "")).ToLowerInvariant();
}
