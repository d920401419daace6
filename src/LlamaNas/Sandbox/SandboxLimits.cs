namespace LlamaNas.Sandbox;

/// <summary>What a program may use at most.</summary>
public sealed record SandboxLimits
{
    /// <summary>Processor time of each process in seconds. Default 3, the harness's limit, there of elapsed time: a busy machine must not fail a right program.</summary>
    public int ProcessorSeconds { get; init; } = 3;

    /// <summary>Elapsed time in seconds. Default 15.</summary>
    public int ElapsedSeconds { get; init; } = 15;

    /// <summary>Address space of each process in bytes. Default 1 GiB.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Processes and threads. Default 8.</summary>
    public int Processes { get; init; } = 8;

    /// <summary>Longest file in bytes. Default 8 MiB.</summary>
    public long FileBytes { get; init; } = 8L << 20;

    /// <summary>The limits as arguments of util-linux's prlimit, with the command behind them.</summary>
    internal IEnumerable<string> Around(IEnumerable<string> command) =>
    [
        "prlimit", $"--cpu={ProcessorSeconds}", $"--as={MemoryBytes}", $"--nproc={Processes}", $"--fsize={FileBytes}", "--nofile=64", "--core=0", "--", .. command,
    ];
}
