using System.Security.Cryptography;
using System.Text;

namespace LlamaNas.Hub;

/// <summary>A file's hash, as the hub names it: SHA-256 of large files, git's SHA-1 (of <c>blob SIZE\0</c> and the content) of others.</summary>
public sealed record ContentHash
{
    private ContentHash(HashAlgorithmName algorithm, string text) => (Algorithm, Text) = (algorithm, text);

    /// <summary>SHA256, or SHA1 for git's blobs.</summary>
    public HashAlgorithmName Algorithm { get; }

    /// <summary>The hash in lower-case hexadecimal digits.</summary>
    public string Text { get; }

    /// <summary>Hash of a file in git's large file storage, also with <c>sha256:</c> before it.</summary>
    /// <exception cref="FormatException">The text is no SHA-256.</exception>
    public static ContentHash Sha256(string text) => Checked(HashAlgorithmName.SHA256, text.StartsWith("sha256:", StringComparison.Ordinal) ? text["sha256:".Length..] : text);

    /// <summary>Hash of a git blob.</summary>
    /// <exception cref="FormatException">The text is no SHA-1.</exception>
    public static ContentHash GitBlob(string text) => Checked(HashAlgorithmName.SHA1, text);

    /// <summary>Whether a file is there and has this hash and size.</summary>
    internal async Task<bool> IsOfAsync(string path, long size, CancellationToken cancellationToken)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != size)
            return false;

        using var hash = IncrementalHash.CreateHash(Algorithm);
        if (Algorithm == HashAlgorithmName.SHA1)
            hash.AppendData(Encoding.ASCII.GetBytes($"blob {size}\0"));
        await using var file = File.OpenRead(path);
        var buffer = new byte[1 << 20];
        while (await file.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            hash.AppendData(buffer, 0, count);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == Text;
    }

    private static ContentHash Checked(HashAlgorithmName algorithm, string text)
    {
        var lower = text.ToLowerInvariant();
        return lower.Length == (algorithm == HashAlgorithmName.SHA256 ? 64 : 40) && lower.All(char.IsAsciiHexDigit)
            ? new ContentHash(algorithm, lower)
            : throw new FormatException($"'{text}' is no {algorithm.Name}");
    }
}
