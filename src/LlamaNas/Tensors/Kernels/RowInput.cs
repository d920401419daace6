using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LlamaNas.Tensors.Kernels;

/// <summary>A vector that weight matrices are multiplied with, in the forms that their kernels read. Made once, filled again and again.</summary>
internal sealed unsafe class RowInput
{
    /// <summary>Elements of a block: its even ones come first in <see cref="Split"/>, then its odd ones.</summary>
    public const int Block = 32;

    private readonly float[] _values;
    private readonly float[] _split;
    private readonly sbyte[] _rounded;
    private bool _isRounded;

    /// <summary>An input of so many elements at most.</summary>
    public RowInput(int capacity)
    {
        _values = new float[capacity];
        _split = GC.AllocateArray<float>(capacity, pinned: true);
        Split = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_split));
        _rounded = new sbyte[capacity];
    }

    /// <summary>Elements.</summary>
    public int Length { get; private set; }

    /// <summary>The elements as they are.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Length);

    /// <summary>
    /// <see cref="SplitLength"/> elements, each block with its even ones before its odd ones: a BF16 pair is widened without moving anything sideways. Does not move.
    /// </summary>
    public float* Split { get; }

    /// <summary>Elements of whole blocks.</summary>
    public int SplitLength => Length / Block * Block;

    /// <summary>Factor of <see cref="Rounded"/>; only after that.</summary>
    public float Scale { get; private set; }

    /// <summary>The elements as multiples of <see cref="Scale"/>, from -127 to 127 (W8A8: one scale a token).</summary>
    public ReadOnlySpan<sbyte> Rounded
    {
        get
        {
            if (!_isRounded)
                Round();
            return _rounded.AsSpan(0, Length);
        }
    }

    /// <summary>Room for the elements; <see cref="Ready"/> when they are written.</summary>
    public Span<float> Write(int length)
    {
        Length = length;
        return _values.AsSpan(0, length);
    }

    /// <summary>The elements are written.</summary>
    public void Ready()
    {
        _isRounded = false;
        for (var start = 0; start + Block <= Length; start += Block)
        {
            for (var pair = 0; pair < Block / 2; pair++)
            {
                _split[start + pair] = _values[start + (2 * pair)];
                _split[start + (Block / 2) + pair] = _values[start + (2 * pair) + 1];
            }
        }
    }

    private void Round()
    {
        Scale = RowQuantizer.QuantizeRow(Values, _rounded);
        _isRounded = true;
    }
}
