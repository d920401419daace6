// Reads a run store without the model, in F# Interactive, after `dotnet build -c Release`:
//   dotnet fsi samples/read-run.fsx arc_easy.db frame.html
// The package brings SQLite's native library; the versions are those of Directory.Packages.props.
#r "nuget: Microsoft.Data.Sqlite, 10.0.1"
#r "../artifacts/bin/LlamaNas/release/LlamaNas.dll"

open System.IO
open LlamaNas.Pipelines
open LlamaNas.Reports

let arguments = fsi.CommandLineArgs
let report = RunReport.Read("A run", [| arguments[1] |])

for section in report.Sections do
    printfn $"""{section.Networks.Count} networks evaluated on {String.concat ", " section.Source.Tasks}; the front, from small to large:"""
    for network in section.Front do
        printfn $"  {network.FrontId}  %.2f{float network.Parameters / 1e6} M  %.1f{100.0 * network.SearchAccuracy} %%  {network.SubNetwork}"

if arguments.Length > 2 then
    File.WriteAllText(arguments[2], HtmlReport.Frame report)
