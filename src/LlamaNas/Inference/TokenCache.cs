using LlamaNas.Tensors.Kernels;

namespace LlamaNas.Inference;

/// <summary>Keys and values of one sequence in BF16, each head's tokens side by side, for kernels that read them without Torch.</summary>
/// <param name="heads">Key/value heads of each layer; 0 where it has no attention.</param>
/// <param name="headSize">Channels a head.</param>
internal sealed class TokenCache(int[] heads, int headSize)
{
    private const int Spare = 256;
    private readonly ushort[][][] _keys = Empty(heads);            // by layer and head: [capacity, headSize]
    private readonly ushort[][][] _values = Empty(heads);
    private int _capacity;

    /// <summary>Tokens in the cache.</summary>
    public int Length { get; set; }

    /// <summary>Takes over what a prompt left.</summary>
    public void Fill(KeyValueCache prompt)
    {
        Length = prompt.Length;
        Reserve(Length + 1);
        for (var layer = 0; layer < heads.Length; layer++)
        {
            if (heads[layer] == 0)
                continue;

            var keys = prompt[layer].Keys.BFloat16Span();
            var values = prompt[layer].Values.BFloat16Span();
            for (var head = 0; head < heads[layer]; head++)
            {
                keys.Slice(head * Length * headSize, Length * headSize).CopyTo(_keys[layer][head]);
                values.Slice(head * Length * headSize, Length * headSize).CopyTo(_values[layer][head]);
            }
        }
    }

    /// <summary>Makes room for so many tokens.</summary>
    public void Reserve(int tokens)
    {
        if (tokens <= _capacity)
            return;

        _capacity = tokens + Math.Max(Spare, tokens / 2);
        foreach (var arrays in _keys.Concat(_values))
        {
            for (var index = 0; index < arrays.Length; index++)
                Array.Resize(ref arrays[index], _capacity * headSize);
        }
    }

    /// <summary>Keys of a layer's head, <c>[tokens, headSize]</c>.</summary>
    public Span<ushort> Keys(int layer, int head, int tokens) => _keys[layer][head].AsSpan(0, tokens * headSize);

    /// <summary>Values of a layer's head, <c>[tokens, headSize]</c>.</summary>
    public Span<ushort> Values(int layer, int head, int tokens) => _values[layer][head].AsSpan(0, tokens * headSize);

    private static ushort[][][] Empty(int[] heads) => [.. heads.Select(count => Enumerable.Range(0, count).Select(_ => Array.Empty<ushort>()).ToArray())];
}
