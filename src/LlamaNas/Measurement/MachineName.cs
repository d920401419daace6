using System.Runtime.InteropServices;

namespace LlamaNas.Measurement;

/// <summary>The machine that measures, in a few words.</summary>
public static class MachineName
{
    /// <summary>Processor and number of cores.</summary>
    public static string Describe()
    {
        const string Processors = "/proc/cpuinfo";
        var model = File.Exists(Processors)
            ? File.ReadLines(Processors).Where(line => line.StartsWith("model name", StringComparison.Ordinal)).Select(line => line.Split(':')[1].Trim()).FirstOrDefault()
            : null;
        return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores";
    }
}
