namespace LlamaNas.Evaluation;

/// <summary>A task's definition or data is missing or malformed.</summary>
public sealed class TaskException : LlamaNasException
{
    /// <summary>An error with a message for the user.</summary>
    public TaskException(string message) : base(message) { }

    /// <summary>An error with a message for the user and what caused it.</summary>
    public TaskException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>An error without a message; prefer the others.</summary>
    public TaskException() { }
}
