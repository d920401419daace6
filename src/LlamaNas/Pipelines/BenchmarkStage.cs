using LlamaNas.Export;
using LlamaNas.Measurement;
using LlamaNas.Pipelines.LlamaCpp;
using LlamaNas.Spaces;
using LlamaNas.Tokens;

namespace LlamaNas.Pipelines;

/// <summary>Times the full network and others side by side, in one or two engines; all take turns in every round.</summary>
public static class BenchmarkStage
{
    /// <summary>Runs the benchmark.</summary>
    /// <param name="settings">What is timed.</param>
    /// <param name="residentBytes">Measures the memory of a process of its own that holds a model folder in a precision; null for no memory.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    /// <returns>One row a network, engine and precision; the full network before the others.</returns>
    /// <exception cref="LlamaNasException">llama.cpp is asked for and cannot be had.</exception>
    public static IReadOnlyList<BenchmarkRow> Run(
        BenchmarkSettings settings, Func<string, Precision, long?>? residentBytes = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        using var llamaCpp = settings.Engines.Contains(BenchmarkEngine.LlamaCpp) ? new LlamaCppProcess() : null;
        using var session = ModelSession.Open(settings.Model, settings.Precisions.Contains(Precision.Float32) ? Precision.Float32 : Precision.BFloat16);
        settings.Workload.Validate(session.Config.MaximumPositions);
        var files = Directory.CreateTempSubdirectory("llama-nas-");
        var subjects = new List<(NamedNetwork Network, int Reference, IServedNetwork Served)>();
        try
        {
            NamedNetwork[] networks = [new("full", SubNetwork.Full(session.Config)), .. settings.Networks];
            foreach (var engine in settings.Engines)
            {
                foreach (var precision in settings.Precisions)
                {
                    var reference = subjects.Count;
                    foreach (var (index, network) in networks.Index())
                        subjects.Add((network, reference, Serve(session, network, precision, engine == BenchmarkEngine.LlamaCpp ? llamaCpp : null, Path.Combine(files.FullName, $"{index}"), residentBytes)));
                }
            }

            var results = ThroughputProbe.Measure(
                [.. subjects.Select(subject => subject.Served)], [.. subjects.Select(subject => subject.Reference)],
                settings.Workload, settings.Requests, settings.Rounds, progress, cancellationToken);
            return [.. subjects.Zip(results, (subject, result) => new BenchmarkRow(
                subject.Network, subject.Served.Engine, subject.Served.Precision, ParameterCount.Of(session.Config, subject.Network.Network), result))];
        }
        finally
        {
            foreach (var (_, _, served) in subjects)
                served.Dispose();
            files.Delete(recursive: true);
        }
    }

    private static IServedNetwork Serve(
        ModelSession session, NamedNetwork network, Precision precision, LlamaCppProcess? llamaCpp, string path, Func<string, Precision, long?>? residentBytes)
    {
        if (llamaCpp is null)
            return new OwnServedNetwork(session, network.Network, precision, () => residentBytes?.Invoke(Folder(session, network.Network, path), precision));

        var stored = Stored(precision);
        var file = $"{path}-{stored.Name()}.gguf";
        GgufExporter.Write(session.Network, network.Network, TokenVocabulary.Open(session.Checkpoint.Folder), file, stored);
        return new LlamaCppServedNetwork(llamaCpp, file, stored.Name(), session.Config.VocabularySize);
    }

    // A process that holds nothing but this network needs a folder of it.
    private static string Folder(ModelSession session, SubNetwork network, string path)
    {
        if (network == SubNetwork.Full(session.Config))
            return session.Checkpoint.Folder;
        if (!Directory.Exists(path))
            SubNetworkExtractor.Write(session.Network, network, session.Checkpoint.Folder, path);
        return path;
    }

    private static GgufPrecision Stored(Precision precision) => precision switch
    {
        Precision.Float32 => GgufPrecision.Float32,
        Precision.BFloat16 => GgufPrecision.BFloat16,
        Precision.Int4 => GgufPrecision.Q4,
        _ => GgufPrecision.Q8,
    };
}
