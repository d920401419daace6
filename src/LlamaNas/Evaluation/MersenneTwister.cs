using System.Numerics;

namespace LlamaNas.Evaluation;

/// <summary>Python's <c>random.Random(seed)</c> (MT19937, CPython's seeding and sampling): shots and shuffles come out as in the reference harness.</summary>
internal sealed class MersenneTwister
{
    private const int Size = 624;
    private const int Shift = 397;
    private readonly uint[] _state = new uint[Size];
    private int _at = Size;

    /// <summary>A generator seeded as <c>random.Random(seed)</c> with a non-negative integer.</summary>
    public MersenneTwister(uint seed)
    {
        _state[0] = 19650218;
        for (var index = 1; index < Size; index++)
            _state[index] = (1812433253u * (_state[index - 1] ^ (_state[index - 1] >> 30))) + (uint)index;

        var at = 1;
        for (var count = 0; count < Size; count++)
        {
            _state[at] = (_state[at] ^ ((_state[at - 1] ^ (_state[at - 1] >> 30)) * 1664525u)) + seed;
            Advance(ref at);
        }

        for (var count = 0; count < Size - 1; count++)
        {
            _state[at] = (_state[at] ^ ((_state[at - 1] ^ (_state[at - 1] >> 30)) * 1566083941u)) - (uint)at;
            Advance(ref at);
        }

        _state[0] = 0x80000000u;
    }

    /// <summary>Python's <c>random()</c>: 53 random bits, 0 to 1.</summary>
    public double NextDouble()
    {
        var (high, low) = (Next() >> 5, Next() >> 6);
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    /// <summary>Python's <c>_randbelow</c>.</summary>
    /// <param name="limit">1 or more; the result is below it.</param>
    public int NextBelow(int limit)
    {
        var bits = 32 - BitOperations.LeadingZeroCount((uint)limit);
        uint value;
        do
            value = Next() >> (32 - bits);
        while (value >= limit);
        return (int)value;
    }

    /// <summary>Python's <c>sample(range(population), count)</c>.</summary>
    public int[] Sample(int population, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, population);
        var result = new int[count];
        var setSize = 21.0;
        if (count > 5)
            setSize += Math.Pow(4, Math.Ceiling(Math.Log(count * 3, 4)));
        if (population <= setSize)
        {
            var pool = Enumerable.Range(0, population).ToArray();
            for (var index = 0; index < count; index++)
            {
                var chosen = NextBelow(population - index);
                result[index] = pool[chosen];
                pool[chosen] = pool[population - index - 1];
            }

            return result;
        }

        var selected = new HashSet<int>();
        for (var index = 0; index < count; index++)
        {
            int chosen;
            do
                chosen = NextBelow(population);
            while (!selected.Add(chosen));
            result[index] = chosen;
        }

        return result;
    }

    /// <summary>Python's <c>shuffle</c>.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var index = items.Length - 1; index > 0; index--)
        {
            var other = NextBelow(index + 1);
            (items[index], items[other]) = (items[other], items[index]);
        }
    }

    private void Advance(ref int at)
    {
        if (++at < Size)
            return;
        _state[0] = _state[Size - 1];
        at = 1;
    }

    private uint Next()
    {
        if (_at == Size)
            Refill();
        var value = _state[_at++];
        value ^= value >> 11;
        value ^= (value << 7) & 0x9d2c5680u;
        value ^= (value << 15) & 0xefc60000u;
        return value ^ (value >> 18);
    }

    private void Refill()
    {
        for (var index = 0; index < Size; index++)
        {
            var joined = (_state[index] & 0x80000000u) | (_state[(index + 1) % Size] & 0x7fffffffu);
            _state[index] = _state[(index + Shift) % Size] ^ (joined >> 1) ^ ((joined & 1) * 0x9908b0dfu);
        }

        _at = 0;
    }
}
