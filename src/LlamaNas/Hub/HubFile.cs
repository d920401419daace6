using System.Text.Json;

namespace LlamaNas.Hub;

/// <summary>A file of a repository, as the hub lists it.</summary>
/// <param name="Path">Path inside the repository, with <c>/</c>; checked to stay inside.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Hash">Hash of the content.</param>
public sealed record HubFile(string Path, long Size, ContentHash Hash)
{
    /// <summary>The files of a page of the hub's list; folders are left out.</summary>
    /// <param name="json">The page.</param>
    /// <param name="where">Its address, for error messages.</param>
    /// <exception cref="HubException">The page is no such list, or names a file outside the repository.</exception>
    internal static IReadOnlyList<HubFile> ParseList(ReadOnlySpan<byte> json, string where)
    {
        try
        {
            return [.. JsonElement.Parse(json).EnumerateArray().Where(entry => entry.GetProperty("type").GetString() == "file").Select(entry => Parse(entry, where))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new HubException($"{where}: not a hub's list of files ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}). Check HF_ENDPOINT.", exception);
        }
    }

    private static HubFile Parse(JsonElement entry, string where)
    {
        var path = entry.GetProperty("path").GetString() ?? throw new FormatException("a file without a path");
        if (!StaysInside(path))
            throw new HubException($"{where}: the hub names a file '{path.ReplaceLineEndings(" ")}', which could lie outside the folder. Nothing was fetched; do not trust this hub or repository.");

        var large = entry.TryGetProperty("lfs", out var lfs) && lfs.ValueKind == JsonValueKind.Object;
        var size = (large ? lfs : entry).GetProperty("size").GetInt64();
        var oid = (large ? lfs : entry).GetProperty("oid").GetString() ?? "";
        return size >= 0 ? new HubFile(path, size, large ? ContentHash.Sha256(oid) : ContentHash.GitBlob(oid)) : throw new FormatException($"{path} has {size} bytes");
    }

    private static bool StaysInside(string path) => path.Split('/').All(part =>
        part.Length > 0 && part is not ("." or "..") && !part.Any(letter => letter is '\\' or ':' || char.IsControl(letter)));
}
