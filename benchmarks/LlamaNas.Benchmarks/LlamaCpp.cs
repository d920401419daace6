using System.Globalization;
using System.Text;
using LlamaNas.Checkpoints;
using LlamaNas.Export;
using LlamaNas.Networks;
using LlamaNas.Pipelines.LlamaCpp;
using LlamaNas.Quantization;
using LlamaNas.Spaces;
using LlamaNas.Statistics;
using LlamaNas.Tokens;

namespace LlamaNas.Benchmarks;

/// <summary>How fast is this library against llama.cpp on the same weights and cores? Engines take turns within each round; --seeds says how many rounds.</summary>
internal static class LlamaCpp
{
    private const int Rounds = 7;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200); // until the other engine's threads sleep
    private static readonly GgufPrecision[] Precisions = [GgufPrecision.BFloat16, GgufPrecision.Float16, GgufPrecision.Q8];

    public static string Run(BenchmarkSettings settings)
    {
        using var checkpoint = Checkpoint.Open(settings.Model);
        using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = ElementType.BFloat16 });
        using var quantized = NetworkQuantizer.ToInt8(network, SubNetwork.Full(network.Config));
        var files = Directory.CreateTempSubdirectory("llama-nas-");
        try
        {
            string Path(GgufPrecision precision) => System.IO.Path.Combine(files.FullName, $"{precision.Name()}.gguf");
            foreach (var precision in Precisions)
                GgufExporter.Write(network, SubNetwork.Full(network.Config), TokenVocabulary.Open(settings.Model), Path(precision), precision);
            using var llamaCpp = new LlamaCppProcess();
            var (dense, int8) = (new OwnEngine(network), new OwnEngine(quantized));
            Func<EngineWork, int[], double>[] engines = [.. Precisions.Select(precision => (Func<EngineWork, int[], double>)((work, ids) => Rate(llamaCpp, Path(precision), work, ids))), dense.Rate, int8.Rate];
            return Table(engines, Ids(settings), settings.Seeds ?? Rounds);
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    private static double Rate(LlamaCppProcess llamaCpp, string model, EngineWork work, int[] ids) =>
        1 / llamaCpp.Time(work.Written > 0 ? "decode" : "evaluate", model, work.Split(ids), work.Written).SecondsPerToken;

    private static string Table(Func<EngineWork, int[], double>[] engines, int[] ids, int rounds)
    {
        var text = new StringBuilder($"# Against llama.cpp (node-llama-cpp {NodeLlamaCpp.Version}, prebuilt, 2 threads)\n\n"
            + $"Tokens/s, medians of {rounds} rounds in which the engines take turns; ratios are of the same round, median [quartiles]. Evaluation makes no logits. For writing, Q8_0 "
            + "holds the output projection in 8 bits too, INT8 in BF16.\n\n"
            + "| work | llama.cpp BF16 | llama.cpp F16 | llama.cpp Q8_0 | BF16 | INT8 | BF16 / best of llama.cpp's 16 bits | INT8 / Q8_0 |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var work in EngineWork.All)
        {
            var rates = Enumerable.Range(-1, rounds + 1).Select(_ => engines.Select(engine => Rested(engine, work, ids)).ToArray()).Skip(1).ToArray(); // the first warms up
            var medians = Enumerable.Range(0, engines.Length).Select(engine => Quantiles.Median([.. rates.Select(round => round[engine])]).ToString("F0", CultureInfo.InvariantCulture));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {work.Name} | {string.Join(" | ", medians)} | {Spread(rates.Select(round => round[3] / Math.Max(round[0], round[1])))} | {Spread(rates.Select(round => round[4] / round[2]))} |");
            Console.Error.WriteLine($"{work.Name} done");
        }

        return text.ToString();
    }

    private static double Rested(Func<EngineWork, int[], double> engine, EngineWork work, int[] ids)
    {
        Thread.Sleep(Rest);
        return engine(work, ids);
    }

    private static string Spread(IEnumerable<double> ratios)
    {
        var values = ratios.ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{Quantiles.Median(values):F2} [{Quantiles.Of(values, 0.25):F2}, {Quantiles.Of(values, 0.75):F2}]");
    }

    private static int[] Ids(BenchmarkSettings settings)
    {
        var path = System.IO.Path.Combine(settings.Data, "wikitext2_test.txt");
        if (!File.Exists(path))
            throw new LlamaNasException($"{path}: no such file. Give the folder that holds WikiText-2's test text with --data.");
        return LlamaTokenizer.Open(settings.Model).Encode(File.ReadAllText(path)[..20000]);
    }
}
