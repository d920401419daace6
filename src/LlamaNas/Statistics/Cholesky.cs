using System.Runtime.Intrinsics;

namespace LlamaNas.Statistics;

/// <summary>Factorisation of a symmetric positive definite matrix, rows one after another.</summary>
internal static class Cholesky
{
    /// <summary>Replaces a matrix by its lower factor L (L L^T = matrix); the upper triangle becomes 0.</summary>
    /// <param name="matrix">Square matrix, <c>[size * size]</c>; only the lower triangle is read.</param>
    /// <param name="size">Rows.</param>
    /// <returns>False where the matrix is not positive definite; its content is then useless.</returns>
    public static bool Factor(Span<double> matrix, int size)
    {
        for (var row = 0; row < size; row++)
        {
            var rowValues = matrix.Slice(row * size, size);
            for (var column = 0; column <= row; column++)
            {
                var columnValues = matrix.Slice(column * size, size);
                var rest = rowValues[column] - Dot(rowValues[..column], columnValues[..column]);
                if (column < row)
                    rowValues[column] = rest / columnValues[column];
                else if (rest > 0)
                    rowValues[row] = Math.Sqrt(rest);
                else
                    return false;
            }

            rowValues[(row + 1)..].Clear();
        }

        return true;
    }

    /// <summary>Solves L x = b in place.</summary>
    public static void SolveLower(ReadOnlySpan<double> lower, Span<double> right)
    {
        var size = right.Length;
        for (var row = 0; row < size; row++)
            right[row] = (right[row] - Dot(lower.Slice(row * size, row), right[..row])) / lower[(row * size) + row];
    }

    /// <summary>Solves L^T x = b in place.</summary>
    public static void SolveUpper(ReadOnlySpan<double> lower, Span<double> right)
    {
        var size = right.Length;
        for (var row = size - 1; row >= 0; row--)
        {
            right[row] /= lower[(row * size) + row];
            for (var above = 0; above < row; above++)
                right[above] -= lower[(row * size) + above] * right[row];
        }
    }

    /// <summary>Solves (L L^T) x = b in place.</summary>
    public static void Solve(ReadOnlySpan<double> lower, Span<double> right)
    {
        SolveLower(lower, right);
        SolveUpper(lower, right);
    }

    /// <summary>Inverse of L L^T, <c>[size * size]</c>.</summary>
    public static double[] Inverse(ReadOnlySpan<double> lower, int size)
    {
        // Row r of L^-1 by forward substitution, kept as columns of the transpose so that products run along rows.
        var transposed = new double[size * size];
        for (var unit = 0; unit < size; unit++)
        {
            var column = transposed.AsSpan(unit * size, size);
            column[unit] = 1 / lower[(unit * size) + unit];
            for (var row = unit + 1; row < size; row++)
                column[row] = -Dot(lower.Slice((row * size) + unit, row - unit), column[unit..row]) / lower[(row * size) + row];
        }

        var inverse = new double[size * size];
        for (var row = 0; row < size; row++)
            for (var column = 0; column <= row; column++)
                inverse[(row * size) + column] = inverse[(column * size) + row] =
                    Dot(transposed.AsSpan((row * size) + row, size - row), transposed.AsSpan((column * size) + row, size - row));
        return inverse;
    }

    /// <summary>Adds a multiple of one span to another.</summary>
    public static void AddScaled(Span<double> sum, ReadOnlySpan<double> values, double factor)
    {
        values = values[..sum.Length];
        var index = 0;
        for (var factors = Vector256.Create(factor); index <= sum.Length - 4; index += 4)
            (Vector256.Create(sum[index..]) + (factors * Vector256.Create(values[index..]))).CopyTo(sum[index..]);
        for (; index < sum.Length; index++)
            sum[index] += factor * values[index];
    }

    /// <summary>Inner product of two spans of one length; four sums in a fixed order, the same on every machine.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        right = right[..left.Length];
        var sums = Vector256<double>.Zero;
        var index = 0;
        for (; index <= left.Length - 4; index += 4)
            sums += Vector256.Create(left[index..]) * Vector256.Create(right[index..]);
        var first = sums[0];
        for (; index < left.Length; index++)
            first += left[index] * right[index];
        return first + sums[1] + (sums[2] + sums[3]);
    }
}
