using System.Diagnostics;
using LlamaNas.Sandbox;

namespace LlamaNas.Tests.Sandbox;

/// <summary>What a program that a model wrote can and cannot do. Skipped, visibly, where no sandbox works.</summary>
public sealed class PythonSandboxTests : IDisposable
{
    private static readonly SandboxLimits Short = new() { ProcessorSeconds = 1, ElapsedSeconds = 4 };
    private readonly PythonSandbox _sandbox = OpenOrSkip(new SandboxLimits { ElapsedSeconds = 60 });

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void A_program_that_runs_to_its_end_passes() =>
        Assert.Equal("passed", Outcome("import math, collections, re\ndef add(a, b):\n    return a + b\nassert add(2, 3) == 5"));

    [Theory]
    [InlineData("assert 1 + 1 == 3, 'no'", "AssertionError: no")]
    [InlineData("def f(:", "SyntaxError")]
    [InlineData("raise SystemExit(0)", "SystemExit")]
    [InlineData("input()", "EOFError")]
    [InlineData("import os; os._exit(0)", "ended by a limit or signal (exit code 0)")]
    public void A_program_that_does_not_reach_its_end_fails(string program, string outcome)
    {
        var run = _sandbox.Run(program);

        Assert.False(run.Passed);
        Assert.StartsWith(outcome, run.Outcome, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("while True: pass")]
    [InlineData("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass")]
    public void An_endless_program_is_ended_for_its_processor_time(string program)
    {
        using var sandbox = PythonSandbox.Open(Short);

        var run = sandbox.Run(program);

        Assert.False(run.Passed);
        Assert.Matches("^(timed out|ended by a limit)", run.Outcome);
        Assert.Empty(Leftovers(sandbox));
    }

    [Fact]
    public void A_sleeping_program_is_ended_for_its_elapsed_time()
    {
        using var sandbox = PythonSandbox.Open(Short);
        var started = Stopwatch.GetTimestamp();

        Assert.Equal("timed out", sandbox.Run("import time; time.sleep(600)").Outcome);

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60));
        Assert.Empty(Leftovers(sandbox));
    }

    [Theory]
    [InlineData("blocks = []\nwhile True: blocks.append(bytes(1 << 26))", "MemoryError")]
    [InlineData("import os\nwhile True: os.fork()", "BlockingIOError")]
    [InlineData("import socket; socket.create_connection(('192.0.2.1', 80), 5)", "OSError: [Errno 101]")]
    [InlineData("import urllib.request; urllib.request.urlopen('http://example.org', timeout=5)", "URLError")]
    [InlineData("open('/usr/lib/x', 'w')", "OSError: [Errno 30]")]
    [InlineData("open('/x', 'w')", "OSError: [Errno 30]")]
    [InlineData("open('/etc/passwd')", "FileNotFoundError")]
    [InlineData("import os; os.listdir('/proc/1')", "FileNotFoundError")]
    [InlineData("import os; os.chroot('/tmp')", "PermissionError")]
    [InlineData("import subprocess; subprocess.run(['mount', '-t', 'tmpfs', 'x', '/tmp'], check=True)", "CalledProcessError")]
    [InlineData("open('/tmp/x', 'wb').write(bytes(1 << 25))", "OSError: [Errno 27]")]
    public void What_a_program_must_not_do_fails(string program, string outcome) =>
        Assert.StartsWith(outcome, Outcome(program), StringComparison.Ordinal);

    [Fact]
    public void Nothing_of_the_user_is_visible()
    {
        using var folder = new TemporaryFolder();
        var secret = folder.Write("secret.txt", "secret");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        Assert.StartsWith("FileNotFoundError", Outcome($"open('{secret}')"), StringComparison.Ordinal);
        Assert.Equal("passed", Outcome(
            $"""
            import os
            assert not os.path.exists('{AppContext.BaseDirectory}')
            assert not os.path.exists('/home') and not os.path.exists('/var') and not os.path.exists('/work')
            for name in os.listdir('{home}') if os.path.exists('{home}') else []:
                assert name == '.pyenv', name
            assert set(os.environ) <= set('PATH HOME LANG LC_CTYPE PWD OLDPWD SHLVL _ PYTHONHASHSEED PYTHONUTF8 OMP_NUM_THREADS OPENBLAS_NUM_THREADS'.split()), os.environ
            assert os.listdir('/tmp') == []
            """));
    }

    [Fact]
    public void A_temporary_folder_may_be_written_and_is_empty_again_the_next_time()
    {
        const string Program = "import os\nassert not os.path.exists('/tmp/x')\nopen('/tmp/x', 'w').write('text')\nassert open('/tmp/x').read() == 'text'";

        Assert.Equal("passed", Outcome(Program));
        Assert.Equal("passed", Outcome(Program));
    }

    [Fact]
    public void Much_output_neither_blocks_nor_shows() =>
        Assert.Equal("passed", Outcome("import sys, os\nfor _ in range(200000): print('output' * 10)\nsys.stderr.write('x' * 1000000)\nos.write(1, b'x' * 1000000)"));

    [Fact]
    public void Cancelling_ends_the_program()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        Assert.Throws<OperationCanceledException>(() => _sandbox.Run("import time; time.sleep(600)", cancellation.Token));
        Assert.Empty(Leftovers());
    }

    [Fact]
    public void Where_the_probe_finds_a_leak_nothing_is_run()
    {
        var exception = Assert.Throws<SandboxException>(() => PythonSandbox.Open(new SandboxLimits(), [new Leaky(), new Missing()]));

        Assert.Contains("leaky: AssertionError: sees /etc/passwd", exception.Message, StringComparison.Ordinal);
        Assert.Contains("missing: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("apt install bubblewrap", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_Python_is_told_so()
    {
        var exception = Assert.Throws<SandboxException>(() => PythonInterpreter.Find("python3-that-is-not-there"));

        Assert.Contains("no python3-that-is-not-there on the PATH", exception.Message, StringComparison.Ordinal);
    }

    private static PythonSandbox OpenOrSkip(SandboxLimits limits)
    {
        try
        {
            return PythonSandbox.Open(limits);
        }
        catch (SandboxException exception)
        {
            Assert.Skip(exception.Message);
            throw;
        }
    }

    // Programs of this test's process that still run: a sandbox names its folder in its command line, and all of it dies with its first process.
    private IEnumerable<string> Leftovers(PythonSandbox? sandbox = null) => Directory.EnumerateDirectories("/proc").Select(CommandLine)
        .Where(line => line.Contains((sandbox ?? _sandbox).Folder, StringComparison.Ordinal));

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private string Outcome(string program) => _sandbox.Run(program).Outcome;

    private sealed class Leaky : IIsolation
    {
        public string Name => "leaky";

        public IReadOnlyList<string> Around(string prefix, string folder, IEnumerable<string> command) => [.. command];
    }

    private sealed class Missing : IIsolation
    {
        public string Name => "missing";

        public IReadOnlyList<string> Around(string prefix, string folder, IEnumerable<string> command) => ["/nowhere/sandbox", .. command];
    }
}
