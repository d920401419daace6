using TorchSharp;

namespace LlamaNas.Tensors;

/// <summary>Rows of one small operation, shared out over the cores that the calling thread may use.</summary>
internal static class RowSplit
{
    /// <summary>Runs pieces that cover all rows; a core worker's thread runs one piece.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="work">Given the first row and the number of rows; pieces must not touch what others write.</param>
    public static void Run(int rows, Action<int, int> work)
    {
        var pieces = Math.Min(rows, torch.get_num_threads());
        if (pieces < 2)
        {
            work(0, rows);
            return;
        }

        Parallel.For(0, pieces, piece =>
        {
            var start = (int)((long)rows * piece / pieces);
            work(start, (int)((long)rows * (piece + 1) / pieces) - start);
        });
    }
}
