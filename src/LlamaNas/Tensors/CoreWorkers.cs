namespace LlamaNas.Tensors;

/// <summary>
/// Independent pieces of work on all cores, one core a piece: no operation waits for another core, and a result does not depend on the
/// number of cores. Where Torch's threads cannot be limited one by one, the pieces run in turn on all cores.
/// </summary>
internal static class CoreWorkers
{
    /// <summary>Number of pieces that run at once.</summary>
    public static int Count => TorchThreads.CanLimit ? Environment.ProcessorCount : 1;

    /// <summary>Applies a function to every item; results come in the items' order, each as soon as it and those before it are there.</summary>
    /// <param name="items">The items.</param>
    /// <param name="work">Must not touch what another piece touches; no dispose scope is open on its thread.</param>
    /// <param name="cancellationToken">Stops before the next piece with <see cref="OperationCanceledException"/>.</param>
    public static IEnumerable<TResult> Map<TItem, TResult>(IReadOnlyList<TItem> items, Func<TItem, TResult> work, CancellationToken cancellationToken = default)
    {
        var workers = Math.Min(Count, items.Count);
        if (workers < 2)
        {
            foreach (var item in items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return work(item);
            }

            yield break;
        }

        var results = items.Select(_ => new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = -1;
        var threads = Enumerable.Range(0, workers).Select(_ => new Thread(Run) { IsBackground = true, Name = "core worker" }).ToArray();
        foreach (var thread in threads)
            thread.Start();
        try
        {
            foreach (var result in results)
                yield return result.Task.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            foreach (var thread in threads)
                thread.Join();
        }

        void Run()
        {
            TorchThreads.UseOneCore();
            for (var index = Interlocked.Increment(ref next); index < items.Count; index = Interlocked.Increment(ref next))
            {
                try
                {
                    stop.Token.ThrowIfCancellationRequested();
                    results[index].SetResult(work(items[index]));
                }
                catch (OperationCanceledException)
                {
                    results[index].SetCanceled(cancellationToken.IsCancellationRequested ? cancellationToken : stop.Token);
                }
#pragma warning disable CA1031 // whatever goes wrong on the worker belongs to the caller, who asks for this result
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    results[index].SetException(exception);
                }
            }
        }
    }
}
