
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
}
