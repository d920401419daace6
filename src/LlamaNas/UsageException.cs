namespace LlamaNas;

/// <summary>The request itself is wrong (an option, a task name, a configuration file): exit code 2.</summary>
public sealed class UsageException : LlamaNasException
{
    /// <summary>An error with a message for the user.</summary>
    public UsageException(string message) : base(message) { }

    /// <summary>An error with a message for the user and what caused it.</summary>
    public UsageException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>An error without a message; prefer the others.</summary>
    public UsageException() { }
}
