namespace LlamaNas.Tokens;

/// <summary>Text without special tokens to ids and back: byte-level BPE or SentencePiece.</summary>
internal interface ITokenEncoder
{
    /// <summary>Number of ids.</summary>
    int VocabularySize { get; }

    /// <summary>Appends the ids of a text.</summary>
    /// <param name="text">Text between special tokens.</param>
    /// <param name="startsText">True where nothing precedes the text (SentencePiece puts a space there).</param>
    /// <param name="ids">Receives the ids.</param>
    void Encode(string text, bool startsText, List<int> ids);

    /// <summary>The text of ids that are not special tokens.</summary>
    string Decode(IReadOnlyList<int> ids);
}
