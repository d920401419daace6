using System.Globalization;
using System.Text;

namespace LlamaNas.Tokens;

/// <summary>
/// SentencePiece BPE (LLaMA 2): of all neighbours whose union is a piece, the pair of highest score merges first, the leftmost on a tie;
/// what is no piece falls back to bytes.
/// </summary>
internal sealed class SentencePieceEncoder : ITokenEncoder
{
    private const char Space = '\u2581';
    private readonly SentencePieceModel _model;
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<int, byte> _bytes;
    private readonly Dictionary<byte, int> _byteIds;
    private readonly int _unknownId;

    public SentencePieceEncoder(SentencePieceModel model)
    {
        _model = model;
        var pieces = model.Pieces.Index().ToArray();
        _ids = pieces.Where(piece => piece.Item.Type is SentencePieceType.Normal or SentencePieceType.UserDefined)
            .GroupBy(piece => piece.Item.Text, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Index, StringComparer.Ordinal);
        _bytes = pieces.Where(piece => piece.Item.Type == SentencePieceType.Byte && IsByte(piece.Item.Text))
            .ToDictionary(piece => piece.Index, piece => byte.Parse(piece.Item.Text.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        _byteIds = _bytes.GroupBy(pair => pair.Value).ToDictionary(group => group.Key, group => group.First().Key);
        _unknownId = pieces.Where(piece => piece.Item.Type == SentencePieceType.Unknown).Select(piece => piece.Index).DefaultIfEmpty(0).First();
    }

    /// <inheritdoc/>
    public int VocabularySize => _model.Pieces.Count;

    /// <inheritdoc/>
    public void Encode(string text, bool startsText, List<int> ids)
    {
        if (text.Length == 0)
            return;

        var escaped = (startsText && _model.AddsDummyPrefix ? Space + text : text).Replace(' ', Space);
        foreach (var symbol in Merge(escaped))
        {
            if (_ids.TryGetValue(symbol, out var id))
                ids.Add(id);
            else
                ids.AddRange(Encoding.UTF8.GetBytes(symbol).Select(value => _byteIds.GetValueOrDefault(value, _unknownId)));
        }
    }

    /// <inheritdoc/>
    public string Decode(IReadOnlyList<int> ids)
    {
        var bytes = new List<byte>();
        foreach (var id in ids)
        {
            if (_bytes.TryGetValue(id, out var value))
                bytes.Add(value);
            else if (id >= 0 && id < _model.Pieces.Count)
                bytes.AddRange(Encoding.UTF8.GetBytes(Text(_model.Pieces[id])));
        }

        var text = Encoding.UTF8.GetString([.. bytes]);
        return _model.AddsDummyPrefix && text.StartsWith(' ') ? text[1..] : text;
    }

    private static string Text(SentencePiece piece) => piece.Type switch
    {
        SentencePieceType.Control => "",
        SentencePieceType.Unknown => " \u2047 ",
        _ => piece.Text.Replace(Space, ' '),
    };

    private static bool IsByte(string text) =>
        text.Length == 6 && text.StartsWith("<0x", StringComparison.Ordinal)
        && byte.TryParse(text.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out _);

    // A linked list of symbols and a queue of candidate merges; entries whose symbols have changed since are passed over.
    private IEnumerable<string> Merge(string text)
    {
        var symbols = text.EnumerateRunes().Select(rune => rune.ToString()).ToArray();
        var next = Enumerable.Range(1, symbols.Length).ToArray();
        var previous = Enumerable.Range(-1, symbols.Length).ToArray();
        var queue = new PriorityQueue<(int Left, int Right, string Union), (float NegativeScore, int Left)>();
        for (var index = 0; index + 1 < symbols.Length; index++)
            Offer(index, index + 1);

        while (queue.TryDequeue(out var merge, out _))
        {
            if (symbols[merge.Left].Length == 0 || symbols[merge.Right].Length == 0 || symbols[merge.Left] + symbols[merge.Right] != merge.Union)
                continue;

            symbols[merge.Left] = merge.Union;
            symbols[merge.Right] = "";
            next[merge.Left] = next[merge.Right];
            if (next[merge.Right] < symbols.Length)
                previous[next[merge.Right]] = merge.Left;
            Offer(previous[merge.Left], merge.Left);
            Offer(merge.Left, next[merge.Left]);
        }

        return symbols.Where(symbol => symbol.Length > 0);

        void Offer(int left, int right)
        {
            if (left >= 0 && right < symbols.Length && _ids.TryGetValue(symbols[left] + symbols[right], out var id))
                queue.Enqueue((left, right, symbols[left] + symbols[right]), (-_model.Pieces[id].Score, left));
        }
    }
}
