using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LlamaNas.Tests.Hub;

/// <summary>A hub with one repository, "owner/name", as model and as data set. A test replaces what it answers.</summary>
internal sealed class TestHub : IDisposable
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public TestHub() => Server = new TestServer(request => Answer(request) ?? Usual(request));

    public TestServer Server { get; }

    /// <summary>Answers in place of the usual; null for the usual.</summary>
    public Func<TestRequest, TestResponse?> Answer { get; set; } = _ => null;

    /// <summary>Paths of the files that were asked for.</summary>
    public IEnumerable<string> Fetched => Server.Requests.Where(request => request.Path.Contains("/resolve/", StringComparison.Ordinal)).Select(request => request.Path.Split("/resolve/main/")[1]);

    public void Dispose() => Server.Dispose();

    public TestHub With(string path, byte[] content)
    {
        _files[path] = content;
        return this;
    }

    /// <summary>An entry of the list; safetensors and parquet lie in git's large file storage.</summary>
    public static object Entry(string path, byte[] content) => path.EndsWith(".safetensors", StringComparison.Ordinal) || path.EndsWith(".parquet", StringComparison.Ordinal)
        ? new { type = "file", path, size = content.Length, oid = new string('0', 40), lfs = new { oid = Convert.ToHexStringLower(SHA256.HashData(content)), size = content.Length, pointerSize = 134 } }
        : new { type = "file", path, size = content.Length, oid = GitHash(content) };

    /// <summary>The usual answer.</summary>
    public TestResponse Usual(TestRequest request)
    {
        if (request.Path.StartsWith("/api/", StringComparison.Ordinal))
        {
            return request.Path.EndsWith("/owner/name/tree/main?recursive=true", StringComparison.Ordinal)
                ? TestResponse.Text(200, JsonSerializer.Serialize(_files.Select(file => Entry(file.Key, file.Value)).Append(new { type = "directory", path = "onnx", size = 0, oid = "" })))
                : TestResponse.Text(404, "");
        }

        var path = Uri.UnescapeDataString(request.Path.Split("/resolve/main/")[^1]);
        if (!_files.TryGetValue(path, out var content))
            return TestResponse.Text(404, "");
        return request.From == 0 ? new TestResponse(200, content)
            : request.From >= content.Length ? new TestResponse(416, [], null, $"Content-Range: bytes */{content.Length}")
            : new TestResponse(206, content[request.From..], null, $"Content-Range: bytes {request.From}-{content.Length - 1}/{content.Length}");
    }

    // What 'git hash-object' prints.
    private static string GitHash(byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {content.Length}\0"));
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
