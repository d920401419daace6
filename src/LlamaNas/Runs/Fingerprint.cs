using System.Security.Cryptography;
using System.Text;

namespace LlamaNas.Runs;

/// <summary>Short hashes that tell one input from another in settings: the first twelve hexadecimal digits of SHA-256.</summary>
internal static class Fingerprint
{
    /// <summary>Of a file's bytes.</summary>
    public static string OfFile(string path)
    {
        using var file = File.OpenRead(path);
        return Short(SHA256.HashData(file));
    }

    /// <summary>Of a text in UTF-8.</summary>
    public static string OfText(string text) => Short(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Short(byte[] hash) => Convert.ToHexStringLower(hash)[..12];
}
