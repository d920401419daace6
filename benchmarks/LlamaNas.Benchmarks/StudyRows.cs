using System.Text.Json;
using LlamaNas.Spaces;

namespace LlamaNas.Benchmarks;

/// <summary>What one network reached.</summary>
/// <param name="Strategy">How it was trained.</param>
/// <param name="Network">The network, as JSON.</param>
/// <param name="Loss">Held-out loss in nats per target token.</param>
/// <param name="Accuracy">Mean accuracy over the tasks, 0 to 1.</param>
internal sealed record StudyRow(string Strategy, string Network, double Loss, double Accuracy);

/// <summary>Rows in a file, each written when it is known: a stopped study goes on after the last one.</summary>
internal sealed class StudyRows(string path)
{
    public const string Before = "before training";
    public const string Alone = "alone";
    private readonly List<StudyRow> _rows = File.Exists(path) ? [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize<StudyRow>(line)!)] : [];

    public IReadOnlyList<StudyRow> All => _rows;

    public bool Has(string strategy, SubNetwork network) => _rows.Any(row => row.Strategy == strategy && row.Network == network.ToString());

    public void Add(StudyRow row)
    {
        _rows.Add(row);
        File.AppendAllText(path, JsonSerializer.Serialize(row) + "\n");
        Console.Error.WriteLine(JsonSerializer.Serialize(row));
    }
}
