using LlamaNas.Checkpoints;
using LlamaNas.Spaces;

namespace LlamaNas.Benchmarks.SearchTables;

/// <summary>
/// The committed table. Its model is the tiny one before it becomes a super-network (afterwards its first layer knows nearly everything, and there is little to find):
/// every layer counts, the first one most.
/// </summary>
internal static class TinyTable
{
    public const string File = "benchmarks/LlamaNas.Benchmarks/SearchTables/tiny-networks.bin";
    public const int DocumentsOfTask = 100;

    public const string Space =
        """
        layers: { free: inner, minimum: 2 }
        ffn_widths: [[256, 512], [64, 192, 512], [64, 192, 512], [64, 192, 512], [64, 192, 512], [64, 192, 512], [64, 192, 512], [256]]

        """;

    private const string Sizes = "src/LlamaNas.Cli/Quickstart/model/config.json";

    /// <summary>Reads the table of a repository.</summary>
    /// <param name="root">Folder of the repository.</param>
    public static TableScores Load(string root)
    {
        var config = LlamaConfigFile.Read(Path.Combine(root, Sizes));
        using var file = System.IO.File.OpenRead(Path.Combine(root, File));
        return new TableScores(NetworkTable.Read(file, yaml => SearchSpace.Parse(yaml, config)), config);
    }
}
