namespace LlamaNas.Checkpoints;

/// <summary>A checkpoint is missing, damaged, or of a kind that is not supported.</summary>
public sealed class CheckpointException : LlamaNasException
{
    /// <summary>An error with a message for the user.</summary>
    public CheckpointException(string message) : base(message) { }

    /// <summary>An error with a message for the user and what caused it.</summary>
    public CheckpointException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>An error without a message; prefer the others.</summary>
    public CheckpointException() { }
}
