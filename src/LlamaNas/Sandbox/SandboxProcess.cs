using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace LlamaNas.Sandbox;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">Its exit code; 127 where it could not be started.</param>
/// <param name="Report">Start of what it wrote to standard error, on one line.</param>
/// <param name="TimedOut">True where it was ended for its time.</param>
internal sealed record ProcessEnd(int ExitCode, string Report, bool TimedOut);

/// <summary>Runs a process with a text as its input; it and its children end with their time.</summary>
internal static class SandboxProcess
{
    private const int NotStarted = 127;
    private const int LongestReport = 2000;

    // Nothing of the user's environment gets inside; hashes, and so the order of sets, are the same in every run.
    private static readonly (string Name, string Value)[] Variables =
    [
        ("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), ("HOME", "/tmp"), ("LANG", "C.UTF-8"), ("PYTHONHASHSEED", "0"), ("PYTHONUTF8", "1"), ("OMP_NUM_THREADS", "1"),
        ("OPENBLAS_NUM_THREADS", "1"),
    ];

    /// <summary>Runs to the end, the time limit or cancellation.</summary>
    public static ProcessEnd Run(IReadOnlyList<string> command, string input, int elapsedSeconds, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Start(command) };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            return new ProcessEnd(NotStarted, exception.Message, TimedOut: false);
        }

        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(elapsedSeconds));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        using var end = either.Token.Register(() => process.Kill(entireProcessTree: true));
        Write(process, input);
        var report = Report(process);
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        return new ProcessEnd(process.ExitCode, report, time.IsCancellationRequested);
    }

    private static ProcessStartInfo Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment.Clear();
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        return start;
    }

    private static void Write(Process process, string input)
    {
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything; the exit code tells.
        }
    }

    // Reads to the end, so that the process never waits for a reader, but keeps only the start; a flood ends it.
    private static string Report(Process process)
    {
        var buffer = new char[LongestReport];
        var length = process.StandardError.ReadBlock(buffer);
        if (length == buffer.Length)
            process.Kill(entireProcessTree: true);
        return new string(buffer, 0, length).ReplaceLineEndings(" ").Trim();
    }
}
