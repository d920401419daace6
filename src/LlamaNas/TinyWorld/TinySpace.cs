namespace LlamaNas.TinyWorld;

/// <summary>The tiny model's sizes and its search space.</summary>
internal static class TinySpace
{
    public const int HiddenSize = 192;
    public const int LayerCount = 8;
    public const int FeedForwardWidth = 512;
    private const string FileName = "tiny-space.yaml";

    private const string Yaml =
        """
        # The first and the last layer stay, and any of the others; four feed-forward widths.
        layers: { free: inner, minimum: 2 }
        ffn_widths: [64, 128, 256, 512]

        """;

    /// <summary>Writes the space's file into a folder; returns its path.</summary>
    public static string Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        File.WriteAllText(path, Yaml);
        return path;
    }
}
