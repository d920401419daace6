namespace LlamaNas.Benchmarks;

/// <summary>What engines are compared on.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Texts">Texts that are evaluated together.</param>
/// <param name="Tokens">Tokens in each.</param>
/// <param name="Written">Tokens written after the (one) text; only they count. 0: the text's own tokens count.</param>
internal sealed record EngineWork(string Name, int Texts, int Tokens, int Written = 0)
{
    public static EngineWork[] All { get; } =
    [
        new("evaluate one text of 512 tokens", 1, 512),
        new("evaluate one text of 1024 tokens", 1, 1024),
        new("evaluate 2 texts of 1024 tokens", 2, 1024),
        new("evaluate 32 texts of 64 tokens", 32, 64),
        new("write 64 tokens after 64", 1, 64, Written: 64),
    ];

    /// <summary>The first ids, cut into the texts.</summary>
    public int[][] Split(int[] ids) => [.. ids.Take(Texts * Tokens).Chunk(Tokens)];
}
