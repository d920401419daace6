using System.Text.RegularExpressions;

namespace LlamaNas.Tokens;

/// <summary>Tokens that are recognised in the text as a whole, before anything else (<c>added_tokens</c>).</summary>
internal sealed class SpecialTokens
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<int, string> _texts;
    private readonly Regex? _pattern;

    /// <summary>The special tokens; the longest match wins.</summary>
    public SpecialTokens(IReadOnlyDictionary<string, int> ids)
    {
        _ids = new Dictionary<string, int>(ids, StringComparer.Ordinal);
        _texts = _ids.GroupBy(pair => pair.Value).ToDictionary(group => group.Key, group => group.First().Key);
        var texts = _ids.Keys.Where(text => text.Length > 0).OrderByDescending(text => text.Length).ThenBy(text => text, StringComparer.Ordinal);
        var pattern = string.Join('|', texts.Select(Regex.Escape));
        _pattern = pattern.Length == 0 ? null : new Regex(pattern, RegexOptions.CultureInvariant);
    }

    /// <summary>Largest special id; -1 where there is none.</summary>
    public int LargestId => _texts.Keys.DefaultIfEmpty(-1).Max();

    /// <summary>Id of a special token's text.</summary>
    public int? Find(string text) => _ids.TryGetValue(text, out var id) ? id : null;

    /// <summary>Text of a special token's id.</summary>
    public string? Text(int id) => _texts.GetValueOrDefault(id);

    /// <summary>The text cut at its special tokens: pieces with a null id are ordinary text.</summary>
    public IEnumerable<(string Piece, int? Id)> Split(string text)
    {
        var at = 0;
        foreach (Match match in _pattern?.Matches(text) ?? Enumerable.Empty<Match>())
        {
            if (match.Index > at)
                yield return (text[at..match.Index], null);
            yield return (match.Value, _ids[match.Value]);
            at = match.Index + match.Length;
        }

        if (at < text.Length)
            yield return (text[at..], null);
    }
}
