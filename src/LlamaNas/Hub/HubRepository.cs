namespace LlamaNas.Hub;

/// <summary>What a repository holds.</summary>
public enum RepositoryKind
{
    /// <summary>A model.</summary>
    Model,

    /// <summary>A data set.</summary>
    DataSet,
}

/// <summary>A repository at a revision.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Name">OWNER/NAME.</param>
/// <param name="Revision">Branch, tag or commit.</param>
public sealed record HubRepository(RepositoryKind Kind, string Name, string Revision)
{
    /// <summary>The branch that is taken where none is named.</summary>
    public const string DefaultRevision = "main";

    /// <summary>Where the hub itself puts data sets that it converted to parquet.</summary>
    internal const string ConvertedRevision = "refs/convert/parquet";

    /// <summary>Address of the list of files.</summary>
    internal Uri ListAddress(Uri endpoint) =>
        new($"{Root(endpoint)}/api/{(Kind == RepositoryKind.Model ? "models" : "datasets")}/{Name}/tree/{Uri.EscapeDataString(Revision)}?recursive=true");

    /// <summary>Address of a file's content.</summary>
    internal Uri FileAddress(Uri endpoint, string path) =>
        new($"{Page(endpoint)}/resolve/{Uri.EscapeDataString(Revision)}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>Address of the page for people.</summary>
    internal string Page(Uri endpoint) => $"{Root(endpoint)}/{(Kind == RepositoryKind.Model ? "" : "datasets/")}{Name}";

    private static string Root(Uri endpoint) => endpoint.AbsoluteUri.TrimEnd('/');
}
