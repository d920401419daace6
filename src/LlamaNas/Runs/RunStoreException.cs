namespace LlamaNas.Runs;

/// <summary>A run store cannot be used as asked.</summary>
public sealed class RunStoreException : LlamaNasException
{
    /// <summary>An error with a message for the user.</summary>
    public RunStoreException(string message) : base(message) { }

    /// <summary>An error with a message for the user and what caused it.</summary>
    public RunStoreException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>An error without a message; prefer the others.</summary>
    public RunStoreException() { }
}
