using CliWrap;
using CliWrap.Buffered;
using LlamaNas.Tests;

namespace LlamaNas.AcceptanceTests.Cli;

/// <summary>A real file system of a few kilobytes (tmpfs). Skips the running test where mounting is not allowed.</summary>
internal sealed class SmallMount : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallMount()
    {
    }

    public string this[string relative] => Path.Combine(_folder.Path, relative);

    public static async Task<SmallMount> CreateAsync(int kilobytes)
    {
        var mount = new SmallMount();
        if (!OperatingSystem.IsLinux() || !await MountAsync("-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", mount._folder.Path))
            Assert.Skip("needs the right to mount a tmpfs (root on Linux)");
        return mount;
    }

    /// <summary>Frees space, as a user would.</summary>
    public async Task GrowAsync(int kilobytes) => Assert.True(await MountAsync("-o", $"remount,size={kilobytes}k", _folder.Path));

    public async ValueTask DisposeAsync()
    {
        await CliWrap.Cli.Wrap("umount").WithArguments(["-l", _folder.Path]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        _folder.Dispose();
    }

    private static async Task<bool> MountAsync(params string[] arguments)
    {
        try
        {
            return (await CliWrap.Cli.Wrap("mount").WithArguments([.. arguments]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync()).IsSuccess;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no mount command
        }
    }
}
