using System.Text.Json;

namespace LlamaNas.Measurement;

/// <summary>A table as a JSON file, so that a resumed search uses the same numbers.</summary>
public static class LatencyTableFile
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads a file.</summary>
    /// <returns>The table; of an older version where an older library wrote it.</returns>
    /// <exception cref="LlamaNasException">It is not a table, or one of a newer version.</exception>
    public static LatencyTable Read(string path)
    {
        try
        {
            var form = JsonSerializer.Deserialize<Form>(File.ReadAllBytes(path), Options) ?? throw new JsonException("the file is empty");
            if (form.Version > LatencyTable.CurrentVersion)
                throw new LlamaNasException($"{path}: a latency table of version {form.Version}, but this library knows versions up to {LatencyTable.CurrentVersion}. Update it, or name another file.");
            return new LatencyTable
            {
                Version = form.Version,
                Machine = form.Machine,
                Weights = form.Weights,
                Precision = form.Precision,
                Workload = form.Workload,
                Parts = form.Parts,
                Checks = [.. form.Checks],
                Front = [.. form.Front],
            };
        }
        catch (JsonException exception)
        {
            throw new LlamaNasException($"{path}: not a latency table ({exception.Message.ReplaceLineEndings(" ")}) Remove the file to measure anew.", exception);
        }
    }

    /// <summary>Writes a file; it is replaced as a whole.</summary>
    public static void Write(string path, LatencyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var form = new Form
        {
            Version = table.Version,
            Machine = table.Machine,
            Weights = table.Weights,
            Precision = table.Precision,
            Workload = table.Workload,
            Parts = new SortedDictionary<string, PartLatency>(table.Parts.ToDictionary(), StringComparer.Ordinal),
            Checks = [.. table.Checks],
            Front = [.. table.Front],
        };
        var partial = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(form, Options));
        File.Move(partial, path, overwrite: true);
    }

    private sealed record Form
    {
        public int Version { get; init; } = 1;       // which files did not say

        public required string Machine { get; init; }

        public required string Weights { get; init; }

        public required string Precision { get; init; }

        public required LatencyWorkload Workload { get; init; }

        public required IReadOnlyDictionary<string, PartLatency> Parts { get; init; }

        public IReadOnlyList<LatencyCheck> Checks { get; init; } = [];

        public IReadOnlyList<LatencyCheck> Front { get; init; } = [];
    }
}
