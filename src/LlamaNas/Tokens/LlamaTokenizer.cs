using System.Text;

namespace LlamaNas.Tokens;

/// <summary>Text to token ids and back, as the model's own tokenizer files say.</summary>
public sealed class LlamaTokenizer
{
    private readonly ITokenEncoder _encoder;
    private readonly SpecialTokens _special;

    internal LlamaTokenizer(ITokenEncoder encoder, SpecialTokens special, TokenizerSettings settings)
    {
        (_encoder, _special) = (encoder, special);
        BeginOfSequenceId = settings.BeginOfSequence is { } begin ? special.Find(begin) : null;
        EndOfSequenceId = settings.EndOfSequence is { } end ? special.Find(end) : null;
        AddsBeginOfSequence = settings.AddsBeginOfSequence ?? false;
        ChatTemplate = settings.ChatTemplate;
    }

    /// <summary>Begin-of-sequence id, if the tokenizer has one.</summary>
    public int? BeginOfSequenceId { get; internal init; }

    /// <summary>End-of-sequence id, if the tokenizer has one.</summary>
    public int? EndOfSequenceId { get; internal init; }

    /// <summary>True where the tokenizer by default puts the begin-of-sequence token before a text.</summary>
    public bool AddsBeginOfSequence { get; internal init; }

    /// <summary>The model's chat template (Jinja text), or null.</summary>
    public string? ChatTemplate { get; internal init; }

    /// <summary>Number of token ids.</summary>
    public int VocabularySize => Math.Max(_encoder.VocabularySize, _special.LargestId + 1);

    /// <summary>Reads the tokenizer of a model folder: tokenizer.json, else tokenizer.model.</summary>
    /// <exception cref="TokenizerException">No tokenizer file, or one that cannot be read.</exception>
    public static LlamaTokenizer Open(string folder) => TokenizerFolder.Read(folder);

    /// <summary>The token ids of a text; special tokens written in the text are recognised, none is added.</summary>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>();
        var startsText = true;
        foreach (var (piece, id) in _special.Split(text))
        {
            if (id is { } special)
                ids.Add(special);
            else
                _encoder.Encode(piece, startsText, ids);
            startsText = false;
        }

        return [.. ids];
    }

    /// <summary>The text of token ids; special tokens are left out, as in what a model has written.</summary>
    public string DecodeText(IEnumerable<int> ids) =>
        _encoder.Decode([.. ids.Where(id => _special.Text(id) is null && id != BeginOfSequenceId && id != EndOfSequenceId)]);

    /// <summary>The text of token ids; special tokens are written out.</summary>
    public string Decode(IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var text = new StringBuilder();
        var run = new List<int>();
        foreach (var id in ids)
        {
            if (_special.Text(id) is not { } special)
            {
                run.Add(id);
                continue;
            }

            text.Append(_encoder.Decode(run)).Append(special);
            run.Clear();
        }

        return text.Append(_encoder.Decode(run)).ToString();
    }
}
