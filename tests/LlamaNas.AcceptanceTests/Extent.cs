namespace LlamaNas.AcceptanceTests;

/// <summary>How much is tested: a sample, which the gate has time for, or everything with LLAMA_NAS_FULL=1.</summary>
internal static class Extent
{
    /// <summary>Whether everything is tested.</summary>
    public static bool IsWhole { get; } = Environment.GetEnvironmentVariable("LLAMA_NAS_FULL") == "1";

    /// <summary>Skips a case that is not in the sample.</summary>
    public static void SkipUnless(bool inSample) => Assert.SkipUnless(IsWhole || inSample, "not in the gate's sample; LLAMA_NAS_FULL=1 runs all");
}
