using System.ComponentModel;
using System.Diagnostics;

namespace LlamaNas.Sandbox;

/// <summary>The machine's Python 3.</summary>
/// <param name="Executable">Full path of the program itself, behind links and shims.</param>
/// <param name="Prefix">Folder of its installation.</param>
internal sealed record PythonInterpreter(string Executable, string Prefix)
{
    /// <summary>Asks Python where it is.</summary>
    /// <param name="command">Name on the PATH.</param>
    /// <exception cref="SandboxException">There is none.</exception>
    public static PythonInterpreter Find(string command = "python3")
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                command, ["-I", "-c", "import os, sys; print(os.path.realpath(sys.executable)); print(os.path.realpath(sys.base_prefix))"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var lines = process.StandardOutput.ReadToEnd().Split('\n');
            process.WaitForExit();
            return process.ExitCode == 0 && lines.Length >= 2
                ? new PythonInterpreter(lines[0].Trim(), lines[1].Trim())
                : throw new SandboxException($"{command} ended with exit code {process.ExitCode}. This task runs Python programs: repair the installation of python3.");
        }
        catch (Win32Exception exception)
        {
            throw new SandboxException($"There is no {command} on the PATH. This task runs Python programs: install it (Debian: apt install python3).", exception);
        }
    }
}
