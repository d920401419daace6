using System.Text.RegularExpressions;

namespace LlamaNas.Tokens;

/// <summary>Cuts a text into the pieces that byte-pair merges never cross: a sequence of regular expressions, each cutting the pieces of the one before.</summary>
internal sealed class TextSplitter(IReadOnlyList<Regex> patterns)
{
    /// <summary>GPT-2's pattern, which the ByteLevel pre-tokenizer of Hugging Face uses.</summary>
    public const string ByteLevelPattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>Each digit alone.</summary>
    public const string IndividualDigitsPattern = @"\p{Nd}|\P{Nd}+";

    /// <summary>Runs of digits together.</summary>
    public const string DigitRunsPattern = @"\p{Nd}+|\P{Nd}+";

    /// <summary>A splitter of patterns in order.</summary>
    public static TextSplitter Of(params IEnumerable<string> patterns) =>
        new([.. patterns.Select(pattern => new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled))]);

    /// <summary>The pieces, in order; together they are the text.</summary>
    public IEnumerable<string> Split(string text) => patterns.Aggregate((IEnumerable<string>)[text], (pieces, pattern) => pieces.SelectMany(piece => Cut(piece, pattern)));

    // Matches are pieces, and so is what lies between them (the "isolated" behaviour).
    private static IEnumerable<string> Cut(string piece, Regex pattern)
    {
        var at = 0;
        foreach (Match match in pattern.Matches(piece))
        {
            if (match.Index > at)
                yield return piece[at..match.Index];
            if (match.Length > 0)
                yield return match.Value;
            at = match.Index + match.Length;
        }

        if (at < piece.Length)
            yield return piece[at..];
    }
}
