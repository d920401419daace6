using LlamaNas.Spaces;

namespace LlamaNas.Measurement;

/// <summary>Runs a sub-network once and says how long it took. An engine on this machine, or any other place that runs networks.</summary>
public interface INetworkTimer
{
    /// <summary>Milliseconds from the whole prompt to the first token.</summary>
    double PrefillMilliseconds(SubNetwork subNetwork);

    /// <summary>Milliseconds per token after the first, averaged over those that are written.</summary>
    double DecodeMilliseconds(SubNetwork subNetwork);
}
