namespace LlamaNas.Evaluation;

/// <summary>Runs programs that a model wrote, where they can do no harm.</summary>
public interface IProgramRunner
{
    /// <summary>Runs a Python program to its end or limits.</summary>
    /// <param name="program">The program's text.</param>
    /// <param name="cancellationToken">Ends the program and throws <see cref="OperationCanceledException"/>.</param>
    ProgramRun Run(string program, CancellationToken cancellationToken = default);
}

/// <summary>What became of a program.</summary>
/// <param name="Passed">True where it ran to its end without an exception.</param>
/// <param name="Outcome">"passed", "timed out", or what failed.</param>
public sealed record ProgramRun(bool Passed, string Outcome);
