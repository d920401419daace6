namespace LlamaNas.Tensors.Kernels;

/// <summary>A weight matrix in memory, multiplied with a few vectors at a time: as fast as its bytes come from memory.</summary>
internal interface IWeightRows
{
    /// <summary>Bytes of one row.</summary>
    int RowBytes { get; }

    /// <summary>Inner products of some rows, each cut to the inputs' length, with each input.</summary>
    /// <param name="inputs">All of one length, at most that of the rows.</param>
    /// <param name="first">First row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="results">For each input, one FP32 a row.</param>
    /// <param name="at">Where the first row's goes.</param>
    void Multiply(ReadOnlySpan<RowInput> inputs, int first, int count, ReadOnlySpan<float[]> results, int at);
}
