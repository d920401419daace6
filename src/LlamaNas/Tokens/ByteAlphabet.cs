using System.Text;

namespace LlamaNas.Tokens;

/// <summary>GPT-2's printable alphabet: each byte is one character, so that vocabularies are text.</summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Build();
    private static readonly Dictionary<char, byte> Bytes = Enumerable.Range(0, 256).ToDictionary(value => Characters[value], value => (byte)value);

    /// <summary>The UTF-8 bytes of a text, each as its character. Lone surrogates become U+FFFD.</summary>
    public static string ToAlphabet(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = Encoding.UTF8.GetBytes(text, bytes);
        return string.Create(count, bytes, static (characters, source) =>
        {
            for (var index = 0; index < characters.Length; index++)
                characters[index] = Characters[source[index]];
        });
    }

    /// <summary>Appends the bytes behind a token's characters; characters outside the alphabet stand for themselves.</summary>
    public static void AppendBytes(string token, List<byte> bytes)
    {
        foreach (var character in token)
        {
            if (Bytes.TryGetValue(character, out var value))
                bytes.Add(value);
            else
                bytes.AddRange(Encoding.UTF8.GetBytes([character]));
        }
    }

    /// <summary>The character of a byte.</summary>
    public static char Of(byte value) => Characters[value];

    private static char[] Build()
    {
        var characters = new char[256];
        var next = 256;
        for (var value = 0; value < 256; value++)
            characters[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)value : (char)next++;
        return characters;
    }
}
