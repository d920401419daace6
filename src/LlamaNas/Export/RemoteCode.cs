using System.Reflection;

namespace LlamaNas.Export;

/// <summary>The modelling file that transformers runs where its own LLaMA cannot hold a network.</summary>
internal static class RemoteCode
{
    /// <summary>Its name without the ending.</summary>
    public const string Module = "modeling_llama_nas";

    /// <summary>Its text.</summary>
    public static string Text { get; } = Read();

    private static string Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"export/{Module}.py")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
