namespace LlamaNas.Hub;

/// <summary>A failure that may pass by itself: another attempt is worth it.</summary>
internal sealed class TransientException : Exception
{
    public TransientException(string message, Exception? innerException = null) : base(message, innerException) { }

    public TransientException() { }

    public TransientException(string message) : base(message) { }

    /// <summary>How long the server asks to wait; null where it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
