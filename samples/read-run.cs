#:project ../src/LlamaNas/LlamaNas.csproj
#:property PublishAot=false

// Reads a run store without the model: dotnet run -c Release samples/read-run.cs -- arc_easy.db report.html
using LlamaNas.Pipelines;
using LlamaNas.Reports;
using LlamaNas.Runs;

using var store = RunStore.OpenToRead(args[0]);
var run = new StoredRun(store);
Console.WriteLine($"{run.Candidates.Count} networks evaluated on {string.Join(", ", run.Tasks)}; the front, from large to small:");
foreach (var candidate in run.Front)
    Console.WriteLine($"  {string.Join("  ", run.Objectives.Zip(candidate.Values, (objective, value) => $"{objective.Name} {value}"))}  {candidate.SubNetwork}");

if (args.Length > 1)
    File.WriteAllText(args[1], HtmlReport.Write(RunReport.Read("A run", args[0])));
