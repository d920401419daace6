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

    /// <summary>Inner product of two spans of one length; four sums in a fixed order, the same on every machine.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        right = right[..left.Length];
        var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0);
        var index = 0;
        for (; index <= left.Length - 4; index += 4)
        {
            first += left[index] * right[index];
            second += left[index + 1] * right[index + 1];
            third += left[index + 2] * right[index + 2];
            fourth += left[index + 3] * right[index + 3];
        }

        for (; index < left.Length; index++)
            first += left[index] * right[index];
        return first + second + (third + fourth);
    }
}
