using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlamaNas.Tests.Hub;

/// <summary>What a client asked.</summary>
internal sealed record TestRequest(string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>First byte that is wanted; 0 without a Range header.</summary>
    public int From => Headers.TryGetValue("Range", out var range) ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
}

/// <summary>What it gets; <paramref name="CutAfter"/> ends the connection after so many bytes of the body.</summary>
internal sealed record TestResponse(int Status, byte[] Body, int? CutAfter = null, params string[] Headers)
{
    public static TestResponse Text(int status, string text, params string[] headers) => new(status, Encoding.UTF8.GetBytes(text), null, headers);
}

/// <summary>An HTTP server on a free loopback port: one request a connection, each kept.</summary>
internal sealed class TestServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<TestRequest, TestResponse> _answer;
    private readonly Task _serving;

    public TestServer(Func<TestRequest, TestResponse> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public ConcurrentQueue<TestRequest> Requests { get; } = [];

    public void Dispose()
    {
        // The listener goes last: until it has seen the signal, the loop may accept once more.
        _stop.Cancel();
        _serving.Wait();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            var request = await ReadAsync(stream);
            Requests.Enqueue(request);
            var response = _answer(request);
            var head = $"HTTP/1.1 {response.Status} Test\r\nContent-Length: {response.Body.Length}\r\nConnection: close\r\n{string.Concat(response.Headers.Select(header => header + "\r\n"))}\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
            await stream.WriteAsync(response.Body.AsMemory(0, response.CutAfter ?? response.Body.Length));
        }
        catch (IOException)
        {
            // The client went away.
        }
    }

    private static async Task<TestRequest> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        var path = (await reader.ReadLineAsync() ?? throw new IOException("no request")).Split(' ')[1];
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
        return new TestRequest(path, headers);
    }
}
