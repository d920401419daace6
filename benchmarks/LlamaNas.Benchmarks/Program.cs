// One question a benchmark; the answer is a Markdown table in benchmarks/results. Time nothing while something else runs.
//   dotnet run -c Release --project benchmarks/LlamaNas.Benchmarks -- NAME [--model DIR] [--data DIR]
using LlamaNas.Benchmarks;
using LlamaNas.Tensors;

NativeEngine.Load();
var settings = BenchmarkSettings.Parse(args);
if (!Benchmarks.All.TryGetValue(settings.Name, out var benchmark))
{
    Console.Error.WriteLine($"Unknown benchmark '{settings.Name}'. Use one of: {string.Join(", ", Benchmarks.All.Keys.Order(StringComparer.Ordinal))}.");
    return 2;
}

var table = benchmark(settings);
var report = $"{table.TrimEnd()}\n\n{Machine.Describe()}. Command:\n\n```bash\ndotnet run -c Release --project benchmarks/LlamaNas.Benchmarks -- {string.Join(' ', args)}\n```\n";
Console.WriteLine(report);
File.WriteAllText(Path.Combine(settings.Results, $"{settings.Name}.md"), report);
return 0;
