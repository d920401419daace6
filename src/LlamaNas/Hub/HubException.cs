namespace LlamaNas.Hub;

/// <summary>A hub, or what it sent, did not serve.</summary>
public sealed class HubException : LlamaNasException
{
    /// <summary>An error with a message for the user.</summary>
    public HubException(string message) : base(message) { }

    /// <summary>An error with a message for the user and what caused it.</summary>
    public HubException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>An error without a message; prefer the others.</summary>
    public HubException() { }
}
