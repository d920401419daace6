namespace LlamaNas.Sandbox;

/// <summary>Programs cannot be run here safely, or not at all.</summary>
public sealed class SandboxException : LlamaNasException
{
    /// <summary>An error with a message for the user.</summary>
    public SandboxException(string message) : base(message) { }

    /// <summary>An error with a message for the user and what caused it.</summary>
    public SandboxException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>An error without a message; prefer the others.</summary>
    public SandboxException() { }
}
