namespace LlamaNas.Inference;

/// <summary>Which tokens of a tree see which.</summary>
internal static class TreeMask
{
    /// <summary>Values to add to attention scores: 0 where a token sees another, -infinity elsewhere.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="longest">Tokens of the largest tree.</param>
    /// <param name="prefixLength">Tokens of the shared prefix; every token sees all of them.</param>
    /// <param name="step">Rows are filled up to a multiple of this with places that no token sees. Default 1.</param>
    /// <returns>FP32 <c>[trees, longest, prefixLength + longest, filled up]</c>.</returns>
    public static float[] Create(IReadOnlyList<TokenTree> trees, int longest, int prefixLength, int step = 1)
    {
        var width = (prefixLength + longest + step - 1) / step * step;
        var mask = new float[trees.Count * longest * width];
        Array.Fill(mask, float.NegativeInfinity);
        for (var tree = 0; tree < trees.Count; tree++)
        {
            var rows = mask.AsSpan(tree * longest * width, longest * width);
            for (var node = 0; node < longest; node++)
            {
                var row = rows.Slice(node * width, width);
                row[..prefixLength].Clear();
                var parent = node < trees[tree].Parents.Length ? trees[tree].Parents[node] : -1;
                if (parent >= 0)
                    rows.Slice(parent * width, width).CopyTo(row);
                row[prefixLength + node] = 0;
            }
        }

        return mask;
    }
}
