namespace LlamaNas.Measurement;

/// <summary>A network that an engine has loaded and serves: this library's, or another program's.</summary>
public interface IServedNetwork : IDisposable
{
    /// <summary>Name of the engine.</summary>
    string Engine { get; }

    /// <summary>How its numbers are kept, in the engine's words.</summary>
    string Precision { get; }

    /// <summary>Seconds from a whole prompt to the first token.</summary>
    double PrefillSeconds(LatencyWorkload workload);

    /// <summary>Seconds per token after the first, averaged over those that are written.</summary>
    double DecodeSeconds(LatencyWorkload workload);

    /// <summary>Seconds per written token where several requests are read and written together, prompts included.</summary>
    double ServingSeconds(LatencyWorkload workload, int requests);

    /// <summary>Bytes in RAM of a process that has loaded nothing but this network and has served a request; null where that is not known.</summary>
    long? ResidentBytes(LatencyWorkload workload);
}
