namespace LlamaNas.Benchmarks;

/// <summary>All benchmarks by name.</summary>
internal static class Benchmarks
{
    public static IReadOnlyDictionary<string, Func<BenchmarkSettings, string>> All { get; } = new Dictionary<string, Func<BenchmarkSettings, string>>
    {
        ["layer-sharing"] = LayerSharing.Run,
        ["packed-forward"] = PackedForward.Run,
        ["token-sharing"] = TokenSharing.Run,
    };
}
