namespace LlamaNas.Sandbox;

/// <summary>A way to shut a command off from the machine: no network, no files but Python's, read-only, and an empty /tmp.</summary>
internal interface IIsolation
{
    /// <summary>Name, for error messages.</summary>
    string Name { get; }

    /// <summary>The whole command line.</summary>
    /// <param name="prefix">Python's folder, which stays visible.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="command">What runs inside.</param>
    IReadOnlyList<string> Around(string prefix, string folder, IEnumerable<string> command);
}
