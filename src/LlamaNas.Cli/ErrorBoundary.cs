namespace LlamaNas.Cli;

/// <summary>Turns exceptions into one line for the user and an exit code.</summary>
internal static class ErrorBoundary
{
    public static async Task<int> RunAsync(Func<Task<int>> run, bool verbose)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("llama-nas: cancelled; the same command goes on from here.");
            return ExitCode.Cancelled;
        }
        catch (LlamaNasException exception)
        {
            Console.Error.WriteLine($"llama-nas: {exception.Message.ReplaceLineEndings(" ")}");
            if (verbose)
                Console.Error.WriteLine(exception);
            return exception is UsageException ? ExitCode.WrongUsage : ExitCode.Failed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && !verbose)
        {
            Console.Error.WriteLine($"llama-nas: {exception.Message.ReplaceLineEndings(" ")} Check the path, its permissions and the free disk space.");
            return ExitCode.Failed;
        }
    }
}
