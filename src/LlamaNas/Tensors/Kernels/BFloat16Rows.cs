using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LlamaNas.Tensors.Kernels;

/// <summary>Rows of a contiguous BF16 matrix on the CPU as spans. The matrix must outlive them; it may be larger than one span can be.</summary>
internal readonly unsafe struct BFloat16Rows
{
    private readonly ushort* _first;
    private readonly long _rows;
    private readonly int _columns;

    /// <param name="matrix">BF16 <c>[rows, columns]</c>; its memory does not move.</param>
    public BFloat16Rows(Tensor matrix)
    {
        (_rows, _columns) = (matrix.shape[0], (int)matrix.shape[1]);
        if (!matrix.is_contiguous() || _rows == 0)
            throw new ArgumentException($"a contiguous matrix with at least one row is needed, not {string.Join(" x ", matrix.shape)}", nameof(matrix));
        using var row = matrix[0];
        _first = (ushort*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(row.BFloat16Span()));
    }

    /// <summary>One row.</summary>
    public ReadOnlySpan<ushort> this[long row] =>
        row >= 0 && row < _rows ? new ReadOnlySpan<ushort>(_first + (row * _columns), _columns) : throw new ArgumentOutOfRangeException(nameof(row), row, $"there are {_rows} rows");
}
