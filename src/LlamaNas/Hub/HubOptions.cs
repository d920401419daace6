namespace LlamaNas.Hub;

/// <summary>Where the hub is, and how patiently it is asked.</summary>
public sealed record HubOptions
{
    private static readonly Uri Default = new("https://huggingface.co");

    /// <summary>Address of the hub; default https://huggingface.co.</summary>
    public Uri Endpoint { get; init; } = Default;

    /// <summary>Access token, sent to <see cref="Endpoint"/>'s host alone; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>Attempts after a first one that failed for a passing reason (server errors, time-outs, cut connections); default 5. Received bytes start the count anew.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Pause before the first further attempt, doubled each time; default 1 s.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait for an answer's beginning, and for each of its parts; default 60 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Options from the values of HF_ENDPOINT and HF_TOKEN; null or empty for the defaults.</summary>
    /// <exception cref="UsageException">A value cannot be used.</exception>
    public static HubOptions FromEnvironment(string? endpoint, string? token)
    {
        var address = Default;
        if (!string.IsNullOrWhiteSpace(endpoint) && !(Uri.TryCreate(endpoint.Trim(), UriKind.Absolute, out address) && address.Scheme is "http" or "https"))
            throw new UsageException($"HF_ENDPOINT is '{endpoint}', but must be an http or https address. Correct it, or unset it for {Default}.");

        var secret = token?.Trim();
        return secret is null || secret.All(letter => letter is > ' ' and < '\x7f')
            ? new HubOptions { Endpoint = address, Token = string.IsNullOrEmpty(secret) ? null : secret }
            : throw new UsageException("HF_TOKEN holds a space or a letter that no token has. Copy the token again, or unset HF_TOKEN.");
    }
}
