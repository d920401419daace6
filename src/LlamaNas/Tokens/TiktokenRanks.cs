using System.Globalization;

namespace LlamaNas.Tokens;

/// <summary>LLaMA 3's original tokenizer.model: one line a token, its bytes in base64 and its rank.</summary>
internal static class TiktokenRanks
{
    /// <summary>LLaMA 3's word pattern.</summary>
    public const string Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>True where the first line has the form of a rank file.</summary>
    public static bool Looks(string path)
    {
        using var reader = new StreamReader(path);
        var buffer = new char[256];
        var line = new string(buffer, 0, reader.Read(buffer)).Split('\n')[0];
        return TryParse(line, out _, out _);
    }

    /// <summary>Reads the file; special tokens are not part of it.</summary>
    public static LlamaTokenizer Read(string path, TokenizerSettings settings)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            if (line.Length == 0)
                continue;
            if (!TryParse(line, out var bytes, out var rank) || !ids.TryAdd(string.Concat(bytes.Select(ByteAlphabet.Of)), rank))
                throw new TokenizerException($"{path}, line {index + 1}: not 'base64 rank' of a new token. Copy the file of the model again.");
        }

        var encoder = new BytePairEncoder(ids, merges: null, TextSplitter.Of(Pattern), wholeWordsFirst: true);
        return new LlamaTokenizer(encoder, new SpecialTokens(new Dictionary<string, int>()), settings);
    }

    private static bool TryParse(string line, out byte[] bytes, out int rank)
    {
        (bytes, rank) = ([], 0);
        var parts = line.TrimEnd('\r').Split(' ');
        if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out rank))
            return false;

        bytes = new byte[parts[0].Length];
        if (parts[0].Length == 0 || !Convert.TryFromBase64String(parts[0], bytes, out var length))
            return false;
        bytes = bytes[..length];
        return true;
    }
}
