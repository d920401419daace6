using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TorchSharp;

namespace LlamaNas.Tensors;

/// <summary>
/// Loads TorchSharp's native library, before TorchSharp itself looks for it. Where the system's libstdc++ is older than the library asks for
/// (Debian 12), a private copy with that one requirement made weak is loaded instead; see docs/decisions/0070-native-engine.md.
/// </summary>
internal static partial class NativeEngine
{
    private const string TorchSharpLibrary = "LibTorchSharp";
    private static readonly Lock Gate = new();
    private static nint _handle;
    private static bool _loaded;

    /// <summary>True once the private copy was needed.</summary>
    public static bool UsesPatchedCopy { get; private set; }

    /// <summary>Loads the native library; must run before the first use of a TorchSharp type. Further calls do nothing.</summary>
    /// <exception cref="LlamaNasException">The library is missing or the system refuses it.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (_loaded)
                return;

            if (OperatingSystem.IsLinux())
            {
                MemoryPool.KeepFreedMemory();
                _handle = LoadOnLinux();
                NativeLibrary.SetDllImportResolver(
                    typeof(DisposeScope).Assembly, (name, _, _) => name == TorchSharpLibrary ? _handle : 0);
            }

            Initialise();
            _loaded = true;
        }
    }

    /// <summary>Path of a library that came with Torch, by the start of its name; null where there is none.</summary>
    public static string? FindLibrary(string name) =>
        NativeFolder() is { } folder ? Directory.EnumerateFiles(folder, $"{name}*").Order(StringComparer.Ordinal).FirstOrDefault() : null;

    private static void Initialise()
    {
        try
        {
            RuntimeHelpers.RunClassConstructor(typeof(torch).TypeHandle);
        }
        catch (TypeInitializationException exception)
        {
            throw new LlamaNasException(
                $"The native Torch library for {RuntimeInformation.RuntimeIdentifier} does not load: {exception.InnerException?.Message.Split('\n')[0]} "
                + "Build with -p:LibTorch=<cpu-linux-x64|cpu-win-x64|...> for this platform.", exception);
        }
    }

    private static nint LoadOnLinux()
    {
        var folder = NativeFolder();
        if (folder is null)
            return 0;

        // Threads of an operation that wait for the last one spin for milliseconds by default, which starves it where other programs run. The library reads
        // this once, when it is loaded; what the user has set stays.
        _ = SetEnvironmentVariable("GOMP_SPINCOUNT", "10000", overwrite: 0);
        foreach (var dependency in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
            NativeLibrary.TryLoad(Path.Combine(folder, dependency), out _);

        var original = Path.Combine(folder, "libLibTorchSharp.so");
        if (NativeLibrary.TryLoad(original, out var handle))
            return handle;

        UsesPatchedCopy = NativeLibrary.TryLoad(PatchedCopy(original), out handle);
        return handle;
    }

    // .NET's own Environment keeps a copy that native libraries do not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);

    private static string? NativeFolder()
    {
        var folders = new[]
        {
            Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"),
            Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"),
            AppContext.BaseDirectory,
        };
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "libLibTorchSharp.so")));
    }

    private static string PatchedCopy(string original)
    {
        var image = File.ReadAllBytes(original);
        var hash = Convert.ToHexStringLower(SHA256.HashData(image))[..16];
        var folder = Path.Combine(Path.GetTempPath(), $"llama-nas-{Environment.UserName}", hash);
        var copy = Path.Combine(folder, "libLibTorchSharp.so");
        if (File.Exists(copy))
            return copy;

        Directory.CreateDirectory(folder);
        ElfVersions.MakeWeak(image, "GLIBCXX_3.4.32");
        var partial = Path.Combine(folder, Path.GetRandomFileName());
        File.WriteAllBytes(partial, image);
        File.Move(partial, copy, overwrite: true);
        return copy;
    }
}
