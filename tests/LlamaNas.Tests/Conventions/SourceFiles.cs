namespace LlamaNas.Tests.Conventions;

/// <summary>The repository's own source files.</summary>
internal static class SourceFiles
{
    private static readonly string[] Folders = ["src", "tests", "tools", "samples", "benchmarks"];

    /// <summary>Full path of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Full paths of all C# files.</summary>
    public static IEnumerable<string> All() =>
        Folders.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)).Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LlamaNas.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
