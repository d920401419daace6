using System.CommandLine;
using LlamaNas.Pipelines;
using LlamaNas.Reports;
using LlamaNas.Runs;

namespace LlamaNas.Cli.Commands;

/// <summary>Writes a report of run stores.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var runs = new Option<string[]>("--run") { Description = "Run store (FILE.db); may be repeated.", Required = true, AllowMultipleArgumentsPerToken = true };
        var output = new Option<string>("--output") { Description = "File to write: .html, .md, .csv, or .svg and .png (the first front's picture).", DefaultValueFactory = _ => "report.html" };
        var title = new Option<string>("--title") { Description = "Headline.", DefaultValueFactory = _ => "LLaMA-NAS" };
        var baselines = new Option<string?>("--baselines") { Description = "Other methods' networks on the same axes: the JSON file that 'compare' wrote." };
        var tuned = new Option<string?>("--fine-tuned") { Description = "Output folder of finetune: adds its held-out losses." };
        var command = new Command("report", "Write what runs found as one page, with the Pareto plot, the architectures and the table.\n\nExample: llama-nas report --run arc_easy.db --output report.html")
        {
            runs, output, title, tuned, baselines,
        };
        command.SetAction(result =>
        {
            var path = result.GetValue(output)!;
            var stores = new List<(string Name, RunStore Store)>();
            try
            {
                foreach (var run in result.GetValue(runs)!)
                    stores.Add((Path.GetFileNameWithoutExtension(run), RunStore.OpenExisting(run)));
                var report = RunReport.Of(result.GetValue(title)!, stores, result.GetValue(tuned));
                if (result.GetValue(baselines) is { } others)
                    report = report with { Baselines = BaselineScore.Load(others) };
                Write(report, path);
            }
            finally
            {
                foreach (var (_, store) in stores)
                    store.Dispose();
            }

            Console.WriteLine(path);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(ReportModel report, string path)
    {
        if (Path.GetExtension(path) == ".png")
            ChartPicture.Write(FrontChart.Of(report.Sections[0], report.Baselines), path);
        else
            File.WriteAllText(path, Text(report, path));
    }

    private static string Text(ReportModel report, string path) => Path.GetExtension(path) switch
    {
        ".html" or ".htm" => HtmlReport.Write(report),
        ".md" => MarkdownReport.Write(report),
        ".csv" => CsvReport.Write(report),
        ".svg" => HtmlReport.Picture(report.Sections[0], report.Baselines),
        var other => throw new UsageException($"--output {path}: unknown kind of report '{other}'. Use .html, .md, .csv, .svg or .png."),
    };
}
