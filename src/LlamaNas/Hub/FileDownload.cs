using System.Net;

namespace LlamaNas.Hub;

/// <summary>Where a file that is there now came from.</summary>
public enum FileOrigin
{
    /// <summary>It was there already, whole.</summary>
    AlreadyThere,

    /// <summary>It was fetched from its beginning.</summary>
    Fetched,

    /// <summary>Its beginning was there, the rest was fetched.</summary>
    Resumed,
}

/// <summary>
/// Fetches one file into <c>PATH.partial</c>, goes on there after a cut, and gives it its name once size and hash are right.
/// </summary>
internal sealed class FileDownload(HubClient client, Retry retry, HubRepository repository, Uri endpoint)
{
    private const int BufferBytes = 1 << 17;

    /// <summary>Sees to it that the file is there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Where it belongs.</param>
    /// <param name="reached">Is told how many of its bytes are there.</param>
    /// <param name="cancellationToken">Stops; what is there stays, for the next time.</param>
    /// <exception cref="HubException">It cannot be fetched or written, or is not what the hub lists.</exception>
    public async Task<FileOrigin> RunAsync(HubFile file, string path, Action<long> reached, CancellationToken cancellationToken)
    {
        if (await file.Hash.IsOfAsync(path, file.Size, cancellationToken))
        {
            reached(file.Size);
            return FileOrigin.AlreadyThere;
        }

        var partial = path + ".partial";
        var resumes = Length(partial) > 0;
        await FetchAsync(file, partial, reached, cancellationToken);
        if (resumes && !await file.Hash.IsOfAsync(partial, file.Size, cancellationToken))
        {
            // The beginning was another version's: once more, from the start.
            File.Delete(partial);
            resumes = false;
            await FetchAsync(file, partial, reached, cancellationToken);
        }

        if (!await file.Hash.IsOfAsync(partial, file.Size, cancellationToken))
            throw Refused(partial, file, $"its {file.Hash.Algorithm.Name} is not {file.Hash.Text}, as the hub lists it");
        File.Move(partial, path, overwrite: true);
        return resumes ? FileOrigin.Resumed : FileOrigin.Fetched;
    }

    private async Task FetchAsync(HubFile file, string partial, Action<long> reached, CancellationToken cancellationToken)
    {
        var address = repository.FileAddress(endpoint, file.Path);
        await retry.RunAsync(
            async () =>
            {
                await AttemptAsync(address, file, partial, reached, cancellationToken);
                return true;
            },
            () => Length(partial),
            cancellationToken);
    }

    private async Task AttemptAsync(Uri address, HubFile file, string partial, Action<long> reached, CancellationToken cancellationToken)
    {
        await using var target = Open(partial);
        var start = target.Length <= file.Size ? target.Length : 0;
        reached(start);
        if (start == file.Size && target.Length == start)
            return;

        using var response = await client.GetAsync(address, repository, start, cancellationToken);
        var at = Start(response, file, partial, start);
        if (target.Length > at)
            target.SetLength(at);
        target.Position = at;
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferBytes];
        while (await client.ReadAsync(body, buffer, address, cancellationToken) is > 0 and var count)
        {
            if (at + count > file.Size)
                throw Refused(partial, file, $"it has more than the {file.Size} bytes that the hub lists");
            await WriteAsync(target, buffer.AsMemory(0, count), cancellationToken);
            reached(at += count);
        }

        if (at < file.Size)
            throw new TransientException($"{address}: the connection ended after {at} of {file.Size} bytes");
    }

    // Where the body begins: at the wanted byte, or at 0 where the server does not know ranges.
    private static long Start(HttpResponseMessage response, HubFile file, string partial, long wanted)
    {
        var range = response.Content.Headers.ContentRange;
        var (start, size) = response.StatusCode == HttpStatusCode.PartialContent ? (range?.From ?? wanted, range?.Length) : (0, response.Content.Headers.ContentLength);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            throw Refused(partial, file, $"it ends before byte {wanted}, but the hub lists {file.Size} bytes");
        if (start != wanted && start != 0)
            throw Refused(partial, file, $"the server sends it from byte {start} where {wanted} was asked for");
        return size is null || size == file.Size ? start : throw Refused(partial, file, $"it has {size} bytes, but the hub lists {file.Size}");
    }

    private static FileStream Open(string partial) => Writing(partial, () =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(partial)!);
        return new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0);
    });

    private static async Task WriteAsync(FileStream target, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await target.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException exception)
        {
            throw Unwritable(target.Name, exception);
        }
    }

    private static T Writing<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }

    private static HubException Unwritable(string path, Exception cause) =>
        new($"{path}: cannot be written ({cause.Message.TrimEnd('.')}). Free some disk space, or choose another folder; the same command goes on from here.", cause);

    private static HubException Refused(string partial, HubFile file, string why)
    {
        File.Delete(partial);
        return new HubException($"{file.Path}: {why}. What was fetched of it is removed; repeat the command, or check --revision and HF_ENDPOINT.");
    }

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
