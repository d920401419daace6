using System.Runtime.InteropServices;
using TorchSharp;

namespace LlamaNas.Tensors;

/// <summary>How many cores Torch's operations use, thread by thread.</summary>
internal static class TorchThreads
{
    private static readonly Lazy<nint> SetThreads = new(FindSetThreads);

    /// <summary>True where single threads can be limited (OpenMP on Linux).</summary>
    public static bool CanLimit => SetThreads.Value != 0;

    /// <summary>From here on, Torch's operations that the calling thread starts run on that thread alone. Other threads keep their cores.</summary>
    public static unsafe void UseOneCore()
    {
        if (!CanLimit)
            return;

        // Torch sets a thread's number of cores at its first parallel operation; it must have done so before it is changed.
        using (var warmUp = torch.zeros(1))
            warmUp.Add(1);
        _ = torch.get_num_threads();
        ((delegate* unmanaged<int, void>)SetThreads.Value)(1);
    }

    private static nint FindSetThreads()
    {
        NativeEngine.Load();
        return OperatingSystem.IsLinux() && NativeEngine.FindLibrary("libgomp") is { } path
            && NativeLibrary.TryLoad(path, out var library) && NativeLibrary.TryGetExport(library, "omp_set_num_threads", out var function)
            ? function
            : 0;
    }
}
