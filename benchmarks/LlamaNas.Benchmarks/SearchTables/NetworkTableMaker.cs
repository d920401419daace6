using System.Collections;
using System.Globalization;
using LlamaNas.Evaluation;
using LlamaNas.Measurement;
using LlamaNas.Pipelines;
using LlamaNas.Spaces;
using LlamaNas.TinyWorld;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>
/// Scores every network of the table's space on questions of the tiny world. --model is what tools/LlamaNas.TinyModel writes after its first phase; finished parts
/// stay in the folder --run, so that a stopped command goes on.
/// </summary>
internal static class NetworkTableMaker
{
    private const int NetworksAtOnce = 128;

    public static string Make(BenchmarkSettings settings)
    {
        var folder = Directory.CreateDirectory(settings.Run ?? Path.Combine(Path.GetTempPath(), "llama-nas-search-table")).FullName;
        TinyWorldFolder.Write(folder);
        using var session = ModelSession.Open(settings.Model, Precision.BFloat16);
        var space = SearchSpace.Parse(TinyTable.Space, session.Config);
        var networks = NetworkTable.NetworksOf(space);
        var tasks = WorldTasks.Names.Select(task => session.Prepare(
            Path.Combine(folder, "tasks", $"{task}.yaml"), Path.Combine(folder, "data"), new EvaluationOptions { Split = DocumentSplit.Search, Limit = settings.Limit ?? TinyTable.DocumentsOfTask })).ToArray();
        var outcomes = new Dictionary<SubNetwork, BitArray>();
        foreach (var (index, part) in LayerTrie.Order(networks).Select(place => networks[place]).Chunk(NetworksAtOnce).Index())
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"part-{index:D4}.bits"));
            foreach (var (network, solved) in part.Zip(File.Exists(path) ? Stored(path, part.Length) : Score(session, tasks, part, path)))
                outcomes[network] = solved;
            Console.Error.WriteLine($"{outcomes.Count} of {networks.Length} networks");
        }

        var table = new NetworkTable(TinyTable.Space, [.. tasks.Select(task => (task.Task.Name, task.Documents.Count))], networks, [.. networks.Select(network => outcomes[network])]);
        using (var file = File.Create(TinyTable.File))
            table.Write(file);
        return string.Create(CultureInfo.InvariantCulture, $"# {networks.Length} networks, {table.DocumentCount} documents: {TinyTable.File}, {new FileInfo(TinyTable.File).Length} bytes");
    }

    private static BitArray[] Score(ModelSession session, PreparedTask[] tasks, SubNetwork[] networks, string path)
    {
        var results = tasks.Select(task => PopulationEvaluator.Evaluate(session, task, networks, Precision.BFloat16)).ToArray();
        BitArray[] outcomes = [.. networks.Select((_, index) => new BitArray([.. results.SelectMany(ofTask => ofTask[index].AccuracyScores).Select(score => score > 0.5)]))];
        using (var writer = new BinaryWriter(File.Create(path + ".new")))
            foreach (var solved in outcomes)
            {
                writer.Write(solved.Count);
                var bytes = new byte[(solved.Count + 7) / 8];
                solved.CopyTo(bytes, 0);
                writer.Write(bytes);
            }

        File.Move(path + ".new", path, overwrite: true);
        return outcomes;
    }

    private static BitArray[] Stored(string path, int count)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var documents = reader.ReadInt32();
            return new BitArray(reader.ReadBytes((documents + 7) / 8)) { Length = documents };
        })];
    }
}
