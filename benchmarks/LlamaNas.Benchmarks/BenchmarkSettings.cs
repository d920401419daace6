using System.Globalization;

namespace LlamaNas.Benchmarks;

/// <summary>What is measured, on what.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Model">Model folder.</param>
/// <param name="Data">Folder of the tasks' documents.</param>
/// <param name="Results">Folder that gets the table.</param>
/// <param name="Run">Run store of a real search; null for none.</param>
/// <param name="Limit">Documents of each task, where a benchmark scores tasks; null for its default.</param>
/// <param name="Seeds">Repetitions with other seeds, where a benchmark has them; null for its default.</param>
/// <param name="Variant">The one variant that is measured, where a benchmark has several and measures each in its own process.</param>
internal sealed record BenchmarkSettings(string Name, string Model, string Data, string Results, string? Run, int? Limit, int? Seeds, string Variant = "")
{
    public static BenchmarkSettings Parse(string[] arguments)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string Option(string name, string otherwise) => Array.IndexOf(arguments, name) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : otherwise;
        int? Number(string name) => int.TryParse(Option(name, ""), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        return new BenchmarkSettings(
            arguments.FirstOrDefault() ?? "",
            Option("--model", Path.Combine(home, ".cache/llama-nas-fixtures/smollm2-135m-instruct")),
            Option("--data", "../shared/data"),
            Option("--results", "benchmarks/results"),
            Option("--run", "") is { Length: > 0 } run ? run : null,
            Number("--limit"),
            Number("--seeds"),
            Option("--variant", ""));
    }
}
