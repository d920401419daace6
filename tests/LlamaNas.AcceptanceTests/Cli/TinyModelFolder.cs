using LlamaNas.Cli.Quickstart;
using LlamaNas.Tests;

namespace LlamaNas.AcceptanceTests.Cli;

/// <summary>The embedded tiny model, unpacked into a temporary folder.</summary>
internal sealed class TinyModelFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TinyModelFolder() => QuickstartFolder.Write(_folder.Path);

    public string this[string relative] => Path.Combine(_folder.Path, relative);

    public void Dispose() => _folder.Dispose();
}
