using System.Text;
using System.Text.Json;
using LlamaNas.Tokens;

namespace LlamaNas.TinyModel;

/// <summary>Learns a byte-level BPE vocabulary (Sennrich et al., arXiv 1508.07909): joins the most frequent pair of neighbours, again and again.</summary>
internal static class BytePairTrainer
{
    public const string EndOfText = "<|endoftext|>";

    /// <summary>tokenizer.json of a vocabulary learned from texts: the end-of-text token, 256 bytes, then merges.</summary>
    public static string Train(IEnumerable<string> texts, int vocabularySize)
    {
        var splitter = TextSplitter.Of(TextSplitter.ByteLevelPattern);
        var words = texts.SelectMany(splitter.Split).GroupBy(piece => piece, StringComparer.Ordinal)
            .Select(group => (Symbols: ByteAlphabet.ToAlphabet(group.Key).Select(character => character.ToString()).ToList(), Count: group.Count())).ToArray();
        List<string> vocabulary = [EndOfText, .. Enumerable.Range(0, 256).Select(value => ByteAlphabet.Of((byte)value).ToString())];
        var merges = new List<string>();
        while (vocabulary.Count < vocabularySize && MostFrequentPair(words) is { } pair)
        {
            foreach (var (symbols, _) in words)
                Join(symbols, pair);
            vocabulary.Add(pair.Left + pair.Right);
            merges.Add($"{pair.Left} {pair.Right}");
        }

        return Json(vocabulary, merges);
    }

    // Ties go to the pair that sorts first, so that the result does not depend on the order of a dictionary.
    private static (string Left, string Right)? MostFrequentPair((List<string> Symbols, int Count)[] words)
    {
        var counts = new Dictionary<(string Left, string Right), long>();
        foreach (var (symbols, count) in words)
        {
            for (var index = 0; index + 1 < symbols.Count; index++)
                counts[(symbols[index], symbols[index + 1])] = counts.GetValueOrDefault((symbols[index], symbols[index + 1])) + count;
        }

        return counts.Count == 0 ? null : counts.OrderByDescending(entry => entry.Value)
            .ThenBy(entry => entry.Key.Left, StringComparer.Ordinal).ThenBy(entry => entry.Key.Right, StringComparer.Ordinal).First().Key;
    }

    private static void Join(List<string> symbols, (string Left, string Right) pair)
    {
        for (var index = 0; index + 1 < symbols.Count; index++)
        {
            if (symbols[index] != pair.Left || symbols[index + 1] != pair.Right)
                continue;
            symbols[index] += pair.Right;
            symbols.RemoveAt(index + 1);
        }
    }

    private static string Json(List<string> vocabulary, List<string> merges)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, IndentSize = 1, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            JsonSerializer.Serialize(writer, new
            {
                version = "1.0",
                added_tokens = new[] { new { id = 0, content = EndOfText, special = true } },
                pre_tokenizer = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = true },
                decoder = new { type = "ByteLevel", add_prefix_space = true, trim_offsets = true, use_regex = true },
                model = new { type = "BPE", vocab = vocabulary.Index().ToDictionary(pair => pair.Item, pair => pair.Index), merges },
            });
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
