namespace LlamaNas.Inference;

/// <summary>Several texts side by side, each in a row, that grow by one token a step.</summary>
internal interface IGenerationRows : IDisposable
{
    /// <summary>Starts a row anew with a prompt; returns the most probable next token.</summary>
    int Start(int row, int[] prompt);

    /// <summary>Every row reads its newest token; returns the most probable next one of each.</summary>
    int[] Step(int[] tokens);

    /// <summary>Keeps some rows, in this order.</summary>
    void Keep(IReadOnlyList<int> rows);
}
