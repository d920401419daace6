using System.Security.Cryptography;
using System.Text;

namespace LlamaNas.Runs;

/// <summary>Short hashes that tell one input from another in settings: the first twelve hexadecimal digits of SHA-256.</summary>
internal static class Fingerprint
{
    private const int Digits = 12;

    /// <summary>Of a file's bytes.</summary>
    public static string OfFile(string path)
    {
        using var file = File.OpenRead(path);
        return Short(SHA256.HashData(file));
    }

    /// <summary>Of a text in UTF-8.</summary>
    public static string OfText(string text) => Short(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The first digits of a hash in hex, such as that of a model's weights: enough to tell models apart.</summary>
    public static string OfHash(string hash) => hash[..Math.Min(Digits, hash.Length)];

    private static string Short(byte[] hash) => OfHash(Convert.ToHexStringLower(hash));
}
