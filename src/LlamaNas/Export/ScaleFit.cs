namespace LlamaNas.Export;

/// <summary>
/// Scales that make the squared rounding error small: some scales around the one that spans the values are tried, each then set to the least squares
/// solution for its levels. Large weights count more, as the error that they cause is larger.
/// </summary>
internal static class ScaleFit
{
    private const int Tried = 9;
    private const float Step = 0.25f; // in levels

    /// <summary>weight = scale * level - minimum, levels from 0, scale and minimum not negative.</summary>
    /// <param name="values">At most 32.</param>
    /// <param name="levels">The largest level.</param>
    public static (float Scale, float Minimum) WithMinimum(ReadOnlySpan<float> values, int levels)
    {
        var (low, high) = (0f, 0f);
        foreach (var value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (high == low)
            return (0, 0);

        var floor = MeanSquareRoot(values);
        var best = ((high - low) / levels, -low);
        var least = float.MaxValue;
        for (var tried = 0; tried < Tried; tried++)
        {
            var inverse = (levels + ((tried - (Tried / 2)) * Step)) / (high - low);
            var candidate = Solved(values, low, inverse, levels, floor);
            var error = Error(values, candidate, levels, floor);
            if (error < least)
                (best, least) = (candidate, error);
        }

        return best;
    }

    /// <summary>weight = scale * level, levels from -<paramref name="levels"/> to <paramref name="levels"/> - 1; the scale has the sign that gives the largest magnitude the longer side.</summary>
    /// <param name="values">At most 32.</param>
    /// <param name="levels">The largest magnitude of a level.</param>
    public static float Symmetric(ReadOnlySpan<float> values, int levels)
    {
        var extreme = 0f;
        foreach (var value in values)
            extreme = Math.Abs(value) > Math.Abs(extreme) ? value : extreme;
        if (extreme == 0)
            return 0;

        var (best, most) = (-extreme / levels, 0f);
        for (var tried = 0; tried < Tried; tried++)
        {
            var inverse = -(levels + ((tried - (Tried / 2)) * Step)) / extreme;
            var (product, square) = (0f, 0f);
            foreach (var value in values)
            {
                var level = Math.Clamp(MathF.Round(value * inverse), -levels, levels - 1);
                product += value * value * value * level; // weighted by the square
                square += value * value * level * level;
            }

            // The error of the least squares scale is smallest where product^2 / square is largest.
            if (square > 0 && product * product / square > most)
                (best, most) = (product / square, product * product / square);
        }

        return best;
    }

    // Weighted least squares of values = scale * level + offset, offset at most 0.
    private static (float Scale, float Minimum) Solved(ReadOnlySpan<float> values, float low, float inverse, int levels, float floor)
    {
        double weights = 0, sum = 0, ofLevels = 0, ofSquares = 0, ofProducts = 0;
        foreach (var value in values)
        {
            var level = Math.Clamp(MathF.Round((value - low) * inverse), 0, levels);
            double weight = floor + Math.Abs(value);
            weights += weight;
            sum += weight * value;
            ofLevels += weight * level;
            ofSquares += weight * level * level;
            ofProducts += weight * level * value;
        }

        var determinant = (weights * ofSquares) - (ofLevels * ofLevels);
        if (determinant <= 0)
            return (1 / inverse, -low);
        var scale = ((weights * ofProducts) - (ofLevels * sum)) / determinant;
        var offset = ((ofSquares * sum) - (ofLevels * ofProducts)) / determinant;
        return offset > 0 ? ((float)(ofProducts / ofSquares), 0) : ((float)Math.Max(0, scale), (float)-offset);
    }

    private static float Error(ReadOnlySpan<float> values, (float Scale, float Minimum) fit, int levels, float floor)
    {
        var error = 0f;
        foreach (var value in values)
        {
            var level = fit.Scale == 0 ? 0 : Math.Clamp(MathF.Round((value + fit.Minimum) / fit.Scale), 0, levels);
            var difference = value - ((fit.Scale * level) - fit.Minimum);
            error += (floor + Math.Abs(value)) * difference * difference;
        }

        return error;
    }

    private static float MeanSquareRoot(ReadOnlySpan<float> values) => MathF.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares(values) / values.Length);
}
