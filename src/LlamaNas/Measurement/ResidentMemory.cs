using System.Diagnostics;

namespace LlamaNas.Measurement;

/// <summary>Memory of the running process that lies in RAM.</summary>
public static class ResidentMemory
{
    /// <summary>Bytes now.</summary>
    public static long Bytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
