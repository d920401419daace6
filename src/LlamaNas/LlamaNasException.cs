namespace LlamaNas;

/// <summary>
/// Base of the errors that a user can act on. The message says what is wrong, where, and how to fix it;
/// the command line prints it on one line and exits with code 1.
/// </summary>
public class LlamaNasException : Exception
{
    /// <summary>An error with a message for the user.</summary>
    public LlamaNasException(string message) : base(message) { }

    /// <summary>An error with a message for the user and what caused it.</summary>
    public LlamaNasException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>An error without a message; prefer the others.</summary>
    public LlamaNasException() { }
}
