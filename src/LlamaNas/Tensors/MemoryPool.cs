using System.Runtime.InteropServices;

namespace LlamaNas.Tensors;

/// <summary>
/// How the C library's allocator treats what Torch frees. By default it gives a layer's activations back to the system and takes them again for the next layer, a page fault
/// and a cleared page for each 4 KiB: a tenth of the time of a forward pass of a small model.
/// </summary>
internal static partial class MemoryPool
{
    // malloc.h
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int MostMaps = -4;
    private const int DefaultMostMaps = 65_536;

    private const int LargestKeptBytes = 32 << 20;          // the largest that glibc takes; logits of a batch, not whole embeddings
    private const int LargestFreeBytes = 64 << 20;          // at a heap's end, one heap a thread
    private const int NeverTrim = -1;                       // as the manual has it; int.MaxValue would still give back 2 GiB at the heap's end
    private const double LargestKeptShare = 0.5;            // of the machine's memory

    /// <summary>Keeps freed blocks of up to 32 MiB for the next tensors, up to 64 MiB a heap. Does nothing where the C library is not glibc.</summary>
    public static void KeepFreedMemory() => WithGlibc(() =>
    {
        _ = SetOption(MapThreshold, LargestKeptBytes);
        _ = SetOption(TrimThreshold, LargestFreeBytes);
    });

    /// <summary>
    /// Keeps all freed memory, of blocks of any size, until the result is disposed of: for training, whose steps take hundreds of megabytes of scores and logits anew each
    /// time. What is free then goes back to the system.
    /// </summary>
    public static IDisposable KeepEverything()
    {
        WithGlibc(() =>
        {
            _ = SetOption(MostMaps, 0);
            _ = SetOption(TrimThreshold, NeverTrim);
        });
        return new Kept();
    }

    /// <summary>Gives freed blocks back to the system, wherever they lie: for the end of work that needed much more than what stays, such as rounding weights.</summary>
    public static void ReturnFreedMemory() => WithGlibc(() => _ = Trim(0));

    private static void WithGlibc(Action calls)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            calls();
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no options, and no such cost.
        }
    }

    /// <summary>
    /// For the end of each step meanwhile: gives freed memory back once half of the machine's (or the container's) is resident. Batches and networks of other sizes leave gaps that none
    /// fits into; before the vocabulary was scored in pieces (BatchGradients), 24 GB within 74 steps of a model of 135 M parameters. Giving it back after every step would cost about half of the speed.
    /// </summary>
    public static void EndStep()
    {
        if (Environment.WorkingSet > LargestKeptShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            ReturnFreedMemory();
    }

    private sealed class Kept : IDisposable
    {
        public void Dispose()
        {
            WithGlibc(() => _ = SetOption(MostMaps, DefaultMostMaps));
            KeepFreedMemory();
            ReturnFreedMemory();
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint kept);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
