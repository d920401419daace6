using LlamaNas.Evaluation;

namespace LlamaNas.Sandbox;

/// <summary>
/// Runs Python programs that a model wrote: without network, without files but Python's own and an empty /tmp, within limits of time, memory and
/// processes. It opens only where a probe from inside shows that all this holds.
/// </summary>
public sealed class PythonSandbox : IProgramRunner, IDisposable
{
    private const int PassedExitCode = 61;
    private const int FailedExitCode = 62;
    private readonly IIsolation _isolation;
    private readonly PythonInterpreter _python;
    private readonly SandboxLimits _limits;

    private PythonSandbox(IIsolation isolation, PythonInterpreter python, SandboxLimits limits) =>
        (_isolation, _python, _limits) = (isolation, python, limits);

    /// <summary>What shuts the programs off: bwrap or unshare.</summary>
    public string Name => _isolation.Name;

    /// <summary>Its mount point; also the last argument of every process inside, so that they can be told from others.</summary>
    internal string Folder { get; } = Directory.CreateTempSubdirectory("llama-nas-sandbox-").FullName;

    /// <summary>Opens the first sandbox that holds on this machine.</summary>
    /// <exception cref="SandboxException">None does, or there is no Python; says why.</exception>
    public static PythonSandbox Open(SandboxLimits? limits = null) => Open(limits ?? new SandboxLimits(), [new Bubblewrap(), new Namespaces()]);

    internal static PythonSandbox Open(SandboxLimits limits, IReadOnlyList<IIsolation> isolations)
    {
        var python = PythonInterpreter.Find();
        var reasons = new List<string>();
        foreach (var isolation in isolations)
        {
            var sandbox = new PythonSandbox(isolation, python, limits);
            var probe = sandbox.Run(SandboxScripts.Probe);
            if (probe.Passed)
                return sandbox;
            reasons.Add($"{isolation.Name}: {probe.Outcome}");
            sandbox.Dispose();
        }

        throw new SandboxException(
            $"Programs that a model wrote run only in a sandbox, and none works here ({string.Join("; ", reasons)}). "
            + "Install bubblewrap (Debian: apt install bubblewrap), allow user namespaces, or run as root outside a restricted container.");
    }

    /// <inheritdoc/>
    public ProgramRun Run(string program, CancellationToken cancellationToken = default)
    {
        var command = _isolation.Around(_python.Prefix, Folder, _limits.Around([_python.Executable, "-s", "-B", "-c", SandboxScripts.Runner, Folder]));
        var ended = SandboxProcess.Run(["timeout", "--signal=KILL", $"{_limits.ElapsedSeconds + 1}", .. command], program, _limits.ElapsedSeconds, cancellationToken);
        return ended switch
        {
            { ExitCode: PassedExitCode } => new ProgramRun(true, "passed"),
            { TimedOut: true } => new ProgramRun(false, "timed out"),
            { ExitCode: FailedExitCode } => new ProgramRun(false, ended.Report),
            _ => new ProgramRun(false, $"ended by a limit or signal (exit code {ended.ExitCode}{(ended.Report.Length > 0 ? $": {ended.Report}" : "")})"),
        };
    }

    /// <summary>Removes the sandbox's mount point.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder);
    }
}
