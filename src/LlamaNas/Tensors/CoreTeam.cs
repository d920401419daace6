namespace LlamaNas.Tensors;

/// <summary>
/// Threads that work on one thing together, in short steps: they meet between steps by waiting actively, because a step takes microseconds. Between calls they
/// sleep.
/// </summary>
internal sealed class CoreTeam : IDisposable
{
    private readonly SemaphoreSlim[] _wake;
    private readonly Thread[] _threads;
    private Action<int> _work = _ => { };
    private Exception? _failure;
    private int _arrived;
    private int _meeting;
    private bool _over;

    /// <summary>A team.</summary>
    /// <param name="members">Number of members, at least 1: the caller of <see cref="Run"/> is the first.</param>
    public CoreTeam(int members)
    {
        Members = members;
        _wake = [.. Enumerable.Range(1, members - 1).Select(_ => new SemaphoreSlim(0))];
        _threads = [.. _wake.Select((wake, index) => new Thread(() => Follow(wake, index + 1)) { IsBackground = true, Name = "core team" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Number of members.</summary>
    public int Members { get; }

    /// <summary>The share of a member in so many equal things, in multiples of <paramref name="unit"/> as far as possible.</summary>
    public (int First, int Count) Share(int member, int count, int unit = 1)
    {
        var units = (count + unit - 1) / unit;
        var (first, end) = ((int)((long)units * member / Members) * unit, (int)((long)units * (member + 1) / Members) * unit);
        return (Math.Min(first, count), Math.Min(end, count) - Math.Min(first, count));
    }

    /// <summary>All members do the work, each with its number from 0; returns when all are done.</summary>
    /// <param name="work">Calls <see cref="Meet"/> equally often in every member.</param>
    public void Run(Action<int> work)
    {
        _work = work;
        foreach (var wake in _wake)
            wake.Release();
        Work(0);
        if (_failure is { } failure)
            throw new InvalidOperationException($"a member of the team failed: {failure.Message}", failure);
    }

    /// <summary>Waits until every member is here.</summary>
    public void Meet()
    {
        if (Members == 1)
            return;

        var meeting = Volatile.Read(ref _meeting);
        if (Interlocked.Increment(ref _arrived) == Members)
        {
            _arrived = 0;
            Volatile.Write(ref _meeting, meeting + 1);
            return;
        }

        var wait = default(SpinWait);
        for (var spins = 0; Volatile.Read(ref _meeting) == meeting; spins++)
        {
            if (_failure is not null)
                throw new OperationCanceledException("another member failed");
            if (spins < 1000)
                Thread.SpinWait(8);
            else
                wait.SpinOnce(sleep1Threshold: -1);          // somebody else needs the core
        }
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _over, true);
        foreach (var (wake, thread) in _wake.Zip(_threads))
        {
            wake.Release();
            thread.Join();
            wake.Dispose();
        }
    }

    private void Follow(SemaphoreSlim wake, int member)
    {
        for (wake.Wait(); !Volatile.Read(ref _over); wake.Wait())
            Work(member);
    }

    private void Work(int member)
    {
        try
        {
            _work(member);
            Meet();
        }
#pragma warning disable CA1031 // whatever goes wrong belongs to the caller of Run
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
        }
    }
}
