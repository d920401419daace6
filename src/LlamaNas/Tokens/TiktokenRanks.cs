using System.Globalization;
using System.Text;
using LlamaNas.Checkpoints.Gguf;

namespace LlamaNas.Tokens;

/// <summary>LLaMA 3's original tokenizer.model: one line a token, its bytes in base64 and its rank.</summary>
internal static class TiktokenRanks
{
    /// <summary>LLaMA 3's word pattern.</summary>
    public const string Pattern = GgufTokenizerFiles.Llama3Pattern;

    /// <summary>True where the first line has the form of a rank file.</summary>
    public static bool Looks(ReadOnlySpan<byte> file)
    {
        var start = file[..Math.Min(file.Length, 256)];
        return TryParse(Encoding.UTF8.GetString(start.IndexOf((byte)'\n') is >= 0 and var end ? start[..end] : start), out _, out _);
    }

    /// <summary>Reads the file; special tokens are not part of it.</summary>
    public static LlamaTokenizer Read(byte[] file, string path, TokenizerSettings settings)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, line) in Encoding.UTF8.GetString(file).Split('\n').Index())
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
