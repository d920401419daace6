using System.Diagnostics;
using System.Globalization;
using System.Text;
using LlamaNas.Checkpoints;
using LlamaNas.Networks;
using LlamaNas.Quantization;
using LlamaNas.Spaces;
using LlamaNas.Statistics;
using LlamaNas.Tokens;

namespace LlamaNas.Benchmarks;

/// <summary>How fast are quantized forms, and how much memory does a process need that loads one? Forms take turns within each round; --seeds says how many rounds.</summary>
internal static class QuantizationSpeed
{
    private const int Rounds = 5;

    private static readonly EngineWork[] Works =
        [new("one text of 512 tokens", 1, 512), new("32 texts of 64 tokens", 32, 64), new("write 32 tokens after 64", 1, 64, Written: 32)];

    public static string Run(BenchmarkSettings settings)
    {
        using var checkpoint = Checkpoint.Open(settings.Model);
        using var network = SuperNetwork.Load(checkpoint, new NetworkOptions { Weights = ElementType.BFloat16 });
        var whole = SubNetwork.Full(network.Config);
        (string Name, QuantizationOptions? Options)[] forms =
        [
            ("BF16", null), ("INT8 (W8A8)", new()), ("INT8, weights alone", new() { Format = LayerFormat.Int8Groups }), ("INT4, weights alone", new() { Format = LayerFormat.Int4Groups }),
        ];
        var networks = forms.Select(form => form.Options is { } options ? NetworkQuantizer.Quantize(network, whole, options) : network).ToArray();
        try
        {
            var ids = LlamaTokenizer.Open(settings.Model).Encode(File.ReadAllText(Path.Combine(settings.Data, "wikitext2_test.txt"))[..20000]);
            var engines = networks.Select(form => new OwnEngine(form)).ToArray();
            var rounds = settings.Seeds ?? Rounds;
            var rates = Works.Select(work => Enumerable.Range(-1, rounds + 1).Select(_ => engines.Select(engine => engine.Rate(work, ids)).ToArray()).Skip(1).ToArray()).ToArray();
            var text = new StringBuilder($"# Speed and memory of quantized forms\n\nTokens/s, medians of {rounds} rounds in which the forms take turns; in brackets the ratio to BF16 of the same round, median [quartiles]. "
                + "Resident: memory of a process of its own that loads the folder and evaluates 512 tokens, less that of one that loads Torch alone.\n\n"
                + $"| form | {string.Join(" | ", Works.Select(work => work.Name))} | resident |\n|---|{string.Concat(Works.Select(_ => "---|"))}---|\n");
            var bare = Resident(model: null, settings);
            for (var form = 0; form < forms.Length; form++)
            {
                var cells = rates.Select(work => Cell(work, form));
                text.AppendLine(CultureInfo.InvariantCulture, $"| {forms[form].Name} | {string.Join(" | ", cells)} | {(Stored(forms[form].Options, networks[form], settings) - bare) / 1e6:F0} MB |");
            }

            return text.ToString();
        }
        finally
        {
            foreach (var form in networks.Skip(1))
                form.Dispose();
        }
    }

    /// <summary>Loads a folder, evaluates some tokens, and prints the resident bytes: the process that <see cref="Run"/> starts.</summary>
    public static string PrintResident(BenchmarkSettings settings)
    {
        if (settings.Model.Length > 0)
        {
            using var checkpoint = Checkpoint.Open(settings.Model);
            using var network = QuantizedFolder.Load(checkpoint, new NetworkOptions { Weights = ElementType.BFloat16 });
            new OwnEngine(network).Rate(Works[0], [.. Enumerable.Range(0, 512)]);
            return Bytes();
        }

        return Bytes();

        static string Bytes()
        {
            using var process = Process.GetCurrentProcess();
            return process.WorkingSet64.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static string Cell(double[][] rounds, int form)
    {
        var ratios = rounds.Select(round => round[form] / round[0]).ToArray();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Quantiles.Median([.. rounds.Select(round => round[form])]):F0} ({Quantiles.Median(ratios):F2} [{Quantiles.Of(ratios, 0.25):F2}, {Quantiles.Of(ratios, 0.75):F2}])");
    }

    private static long Stored(QuantizationOptions? options, SuperNetwork network, BenchmarkSettings settings)
    {
        if (options is null)
            return Resident(settings.Model, settings);

        var files = Directory.CreateTempSubdirectory("llama-nas-");
        try
        {
            var folder = Path.Combine(files.FullName, "model");
            QuantizedFolder.Write(network, options, settings.Model, folder);
            return Resident(folder, settings);
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    private static long Resident(string? model, BenchmarkSettings settings)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        foreach (var argument in (string[])["resident", "--model", model ?? "", "--results", Path.GetTempPath()])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var first = process.StandardOutput.ReadLine();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : throw new LlamaNasException($"{model}: the process that was to tell its memory said '{first}'. Run 'resident --model {model}' to see why.");
    }
}
