namespace LlamaNas.Benchmarks;

/// <summary>What is measured, on what.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Model">Model folder.</param>
/// <param name="Data">Folder of the tasks' documents.</param>
/// <param name="Results">Folder that gets the table.</param>
internal sealed record BenchmarkSettings(string Name, string Model, string Data, string Results)
{
    public static BenchmarkSettings Parse(string[] arguments)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string Option(string name, string otherwise) => Array.IndexOf(arguments, name) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : otherwise;
        return new BenchmarkSettings(
            arguments.FirstOrDefault() ?? "",
            Option("--model", Path.Combine(home, ".cache/llama-nas-fixtures/smollm2-135m-instruct")),
            Option("--data", "../shared/data"),
            Option("--results", "benchmarks/results"));
    }
}
