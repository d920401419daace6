namespace LlamaNas.Inference;

/// <summary>Keys and values of a prefix that several batches share: computed by the first that needs them, freed after the last.</summary>
/// <param name="batches">How many batches will use it.</param>
/// <param name="compute">Makes the cache; null where there is no prefix.</param>
internal sealed class SharedPrefix(int batches, Func<KeyValueCache?> compute)
{
    private readonly Lazy<KeyValueCache?> _cache = new(compute);
    private int _left = batches;

    /// <summary>The prefix for one batch; to be disposed when that batch is done.</summary>
    public Lease Use() => new(this, _cache.Value);

    private void Release()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _cache.Value?.Dispose();
    }

    /// <summary>One batch's use of the prefix.</summary>
    internal sealed class Lease(SharedPrefix owner, KeyValueCache? cache) : IDisposable
    {
        /// <summary>Keys and values; null without a prefix.</summary>
        public KeyValueCache? Cache => cache;

        /// <summary>The batch is done.</summary>
        public void Dispose() => owner.Release();
    }
}
