namespace LlamaNas.Hub;

/// <summary>Repeats what failed for a passing reason, each time after a longer pause.</summary>
internal sealed class Retry(HubOptions options, TimeProvider time)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);

    /// <summary>Runs until an attempt succeeds, or too many in a row have failed.</summary>
    /// <param name="attempt">One attempt.</param>
    /// <param name="progress">A number that grows as long as attempts get further.</param>
    /// <param name="cancellationToken">Stops the attempt, or the pause.</param>
    /// <exception cref="HubException">The last attempt failed too.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, Func<long> progress, CancellationToken cancellationToken)
    {
        var furthest = progress();
        for (var failures = 0; ;)
        {
            try
            {
                return await attempt();
            }
            catch (TransientException exception)
            {
                failures = progress() > furthest ? 1 : failures + 1;
                furthest = Math.Max(furthest, progress());
                if (failures > options.Retries)
                    throw new HubException($"{exception.Message} ({failures} attempts). Check the network, the proxy and HF_ENDPOINT; the same command goes on from here.", exception);
                await Task.Delay(Delay(failures, exception.RetryAfter), time, cancellationToken);
            }
        }
    }

    private TimeSpan Delay(int failures, TimeSpan? asked)
    {
        var delay = asked ?? options.FirstRetryDelay * Math.Pow(2, failures - 1);
        return delay < LongestDelay ? delay : LongestDelay;
    }
}
