using LlamaNas.Tokens;
using LlamaNas.Training;

namespace LlamaNas.Pipelines;

/// <summary>Text on which a quantization method looks at activations.</summary>
public static class CalibrationText
{
    private const int TokensPerText = 256;

    /// <summary>Pieces of equal length, evenly spread over a file.</summary>
    /// <param name="path">Plain text, or Alpaca-format examples (.json, .jsonl).</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="texts">Most pieces.</param>
    /// <exception cref="LlamaNasException">The file is missing or holds too little.</exception>
    public static IReadOnlyList<int[]> Read(string path, LlamaTokenizer tokenizer, int texts)
    {
        if (!File.Exists(path))
            throw new UsageException($"{path}: no such file. Give calibration text (plain text, or Alpaca-format .jsonl) with --calibration.");
        var text = Path.GetExtension(path) is ".json" or ".jsonl"
            ? string.Join("\n\n", InstructionFile.Read(path).Select(example => InstructionPrompt.Write(example, PromptStyle.Alpaca, tokenizer) + example.Output))
            : File.ReadAllText(path);
        var pieces = tokenizer.Encode(text).Chunk(TokensPerText).Where(piece => piece.Length == TokensPerText).ToArray();
        if (pieces.Length == 0)
            throw new LlamaNasException($"{path}: fewer than {TokensPerText} tokens. Give more calibration text.");
        var count = Math.Min(texts, pieces.Length);
        return [.. Enumerable.Range(0, count).Select(index => pieces[(int)((long)index * pieces.Length / count)])];
    }
}
