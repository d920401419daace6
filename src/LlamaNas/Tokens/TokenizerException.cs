namespace LlamaNas.Tokens;

/// <summary>A tokenizer file is missing, damaged, or of a kind that is not supported.</summary>
public sealed class TokenizerException : LlamaNasException
{
    /// <summary>An error with a message for the user.</summary>
    public TokenizerException(string message) : base(message) { }

    /// <summary>An error with a message for the user and what caused it.</summary>
    public TokenizerException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>An error without a message; prefer the others.</summary>
    public TokenizerException() { }
}
