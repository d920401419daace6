using System.Collections.Concurrent;
using System.Text;

namespace LlamaNas.Tokens;

/// <summary>Byte-level byte-pair encoding (GPT-2): words over <see cref="ByteAlphabet"/>, the merge of lowest rank first.</summary>
internal sealed class BytePairEncoder : ITokenEncoder
{
    private const int LongestCachedWord = 64;
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<(string Left, string Right), int> _ranks;
    private readonly Dictionary<int, string> _tokens;
    private readonly TextSplitter _splitter;
    private readonly bool _wholeWordsFirst;
    private readonly ConcurrentDictionary<string, int[]> _words = new(StringComparer.Ordinal);

    /// <summary>An encoder.</summary>
    /// <param name="ids">Token text over the byte alphabet to id.</param>
    /// <param name="merges">Pairs in rank order; null where the id of the merged token is its rank (tiktoken).</param>
    /// <param name="splitter">Cuts the text into words.</param>
    /// <param name="wholeWordsFirst">True where a word that is a token is never split (<c>ignore_merges</c>).</param>
    public BytePairEncoder(
        Dictionary<string, int> ids, IEnumerable<(string Left, string Right)>? merges, TextSplitter splitter, bool wholeWordsFirst)
    {
        (_ids, _splitter, _wholeWordsFirst) = (ids, splitter, wholeWordsFirst);
        _tokens = ids.GroupBy(pair => pair.Value).ToDictionary(group => group.Key, group => group.First().Key);
        _ranks = [];
        foreach (var (rank, pair) in (merges ?? []).Index())
            _ranks.TryAdd(pair, rank);
        MergesAreIds = merges is null;
    }

    /// <inheritdoc/>
    public int VocabularySize => _tokens.Keys.DefaultIfEmpty(-1).Max() + 1;

    private bool MergesAreIds { get; }

    /// <inheritdoc/>
    public void Encode(string text, bool startsText, List<int> ids)
    {
        foreach (var piece in _splitter.Split(text))
            ids.AddRange(piece.Length <= LongestCachedWord ? _words.GetOrAdd(piece, Word) : Word(piece));
    }

    /// <inheritdoc/>
    public string Decode(IReadOnlyList<int> ids)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
        {
            if (_tokens.TryGetValue(id, out var token))
                ByteAlphabet.AppendBytes(token, bytes);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private int[] Word(string piece)
    {
        var word = ByteAlphabet.ToAlphabet(piece);
        if (_wholeWordsFirst && _ids.TryGetValue(word, out var whole))
            return [whole];

        // A byte without a token is left out, as Hugging Face's tokenizers do (SmolLM2 lacks 21 bytes that UTF-8 text hardly holds).
        return [.. Merge(word).Where(_ids.ContainsKey).Select(part => _ids[part])];
    }

    private List<string> Merge(string word)
    {
        var parts = word.Select(character => character.ToString()).ToList();
        while (parts.Count > 1)
        {
            var (best, lowest) = (-1, int.MaxValue);
            for (var index = 0; index + 1 < parts.Count; index++)
            {
                if (Rank(parts[index], parts[index + 1]) is { } rank && rank < lowest)
                    (best, lowest) = (index, rank);
            }

            if (best < 0)
                break;
            parts[best] += parts[best + 1];
            parts.RemoveAt(best + 1);
        }

        return parts;
    }

    private int? Rank(string left, string right) =>
        MergesAreIds
            ? _ids.TryGetValue(left + right, out var id) ? id : null
            : _ranks.TryGetValue((left, right), out var rank) ? rank : null;
}
