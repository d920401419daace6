namespace LlamaNas.Tokens;

/// <summary>A tokenizer as plain data: what a runtime of its own needs to encode as this model does.</summary>
public sealed record TokenVocabulary
{
    /// <summary>How text becomes tokens.</summary>
    public required VocabularyKind Kind { get; init; }

    /// <summary>The tokens; the id is the place.</summary>
    public required EquatableArray<VocabularyToken> Tokens { get; init; }

    /// <summary>Merges of byte-level BPE in rank order, each "left right"; empty for SentencePiece.</summary>
    public EquatableArray<string> Merges { get; init; }

    /// <summary>Begin-of-sequence id, if there is one.</summary>
    public int? BeginOfSequenceId { get; init; }

    /// <summary>End-of-sequence id, if there is one.</summary>
    public int? EndOfSequenceId { get; init; }

    /// <summary>Id of what cannot be written otherwise, if there is one.</summary>
    public int? UnknownId { get; init; }

    /// <summary>True where the begin-of-sequence token goes before each text by default.</summary>
    public required bool AddsBeginOfSequence { get; init; }

    /// <summary>True where a space goes before each text (SentencePiece's dummy prefix).</summary>
    public required bool AddsSpacePrefix { get; init; }

    /// <summary>The chat template (Jinja text), or null.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>Reads the tokenizer files of a model folder.</summary>
    /// <exception cref="TokenizerException">No tokenizer file, or one that cannot be read, or of a kind that has no name elsewhere.</exception>
    public static TokenVocabulary Open(string folder) => VocabularyFile.Read(folder);
}

/// <summary>How text becomes tokens: the algorithm, and where words end.</summary>
public enum VocabularyKind
{
    /// <summary>SentencePiece BPE with byte fallback (LLaMA 2).</summary>
    SentencePiece,

    /// <summary>Byte-level BPE with GPT-2's words.</summary>
    Gpt2,

    /// <summary>Byte-level BPE with GPT-2's words, each digit alone (SmolLM2).</summary>
    SmolLm2,

    /// <summary>Byte-level BPE with LLaMA 3's words.</summary>
    Llama3,
}

/// <summary>One token.</summary>
/// <param name="Text">Its text: over the byte alphabet in byte-level BPE, with U+2581 for a space in SentencePiece; special tokens as they are.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Score">SentencePiece's score; 0 in byte-level BPE.</param>
public readonly record struct VocabularyToken(string Text, VocabularyTokenKind Kind, float Score = 0)
{
    /// <summary>What fills an id that no token has.</summary>
    public static VocabularyToken Unused(int id) => new($"[PAD{id}]", VocabularyTokenKind.Unused);
}

/// <summary>Kinds of tokens, with SentencePiece's numbers.</summary>
public enum VocabularyTokenKind
{
    /// <summary>Text.</summary>
    Normal = 1,

    /// <summary>Stands for what has no token.</summary>
    Unknown = 2,

    /// <summary>Special: begin, end, roles of a chat.</summary>
    Control = 3,

    /// <summary>Text that is never split.</summary>
    UserDefined = 4,

    /// <summary>An id without a token.</summary>
    Unused = 5,

    /// <summary>One byte.</summary>
    Byte = 6,
}
