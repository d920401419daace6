namespace LlamaNas.Reports;

/// <summary>What the names in a comparison mean: which networks our own searches found, which is the full one, and which are of other methods.</summary>
internal static class MethodName
{
    /// <summary>The full network's.</summary>
    public const string Full = "full";

    /// <summary>How names of our own start: <c>ours:RUN</c>, <c>ours-tuned:RUN</c>, <c>ours-base:RUN</c>.</summary>
    public const string Ours = "ours";

    /// <summary>Whether a search of ours found the network.</summary>
    public static bool IsOurs(string method) => method.Split(':')[0] is var kind && (kind == Ours || kind.StartsWith($"{Ours}-", StringComparison.Ordinal));

    /// <summary>Whether the network is of another method: neither ours nor the full one.</summary>
    public static bool IsOther(string method) => method != Full && !IsOurs(method);
}
