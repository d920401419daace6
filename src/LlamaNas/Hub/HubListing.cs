using System.Text.RegularExpressions;

namespace LlamaNas.Hub;

/// <summary>Lists a repository's files, page by page.</summary>
internal sealed partial class HubListing(HubClient client, Retry retry, HubOptions options)
{
    private const int MostPages = 1000;
    private const int LargestPageBytes = 64 << 20;

    /// <summary>All files, in the order of their paths.</summary>
    /// <exception cref="HubException">There is no such repository, or the answer is no list.</exception>
    public async Task<IReadOnlyList<HubFile>> ReadAsync(HubRepository repository, CancellationToken cancellationToken)
    {
        var files = new List<HubFile>();
        Uri? page = repository.ListAddress(options.Endpoint);
        for (var pages = 0; page is not null; pages++)
        {
            if (pages == MostPages)
                throw new HubException($"{page}: the list has more than {MostPages} pages. Check HF_ENDPOINT.");

            var current = page;
            var (bytes, next) = await retry.RunAsync(() => PageAsync(current, repository, cancellationToken), () => 0, cancellationToken);
            files.AddRange(HubFile.ParseList(bytes, current.ToString()));
            page = next;
        }

        return [.. files.DistinctBy(file => file.Path).OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private async Task<(byte[] Bytes, Uri? Next)> PageAsync(Uri page, HubRepository repository, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(page, repository, from: 0, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (await client.ReadAsync(body, buffer, page, cancellationToken) is > 0 and var count)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > LargestPageBytes)
                throw new HubException($"{page}: a page of the list has more than {LargestPageBytes} bytes. Check HF_ENDPOINT.");
        }

        return (bytes.ToArray(), Next(response, page));
    }

    private Uri? Next(HttpResponseMessage response, Uri page)
    {
        var link = response.Headers.TryGetValues("Link", out var values) ? NextLink().Match(string.Join(',', values)) : Match.Empty;
        if (!link.Success)
            return null;
        return Uri.TryCreate(page, link.Groups[1].Value, out var next) && next.Host == options.Endpoint.Host && next != page
            ? next
            : throw new HubException($"{page}: the list goes on at '{link.Groups[1].Value}', which is not the hub's next page. Check HF_ENDPOINT.");
    }

    // RFC 8288: <https://...?cursor=...>; rel="next"
    [GeneratedRegex("<([^>]*)>\\s*;[^,<]*rel=\"?next\"?")]
    private static partial Regex NextLink();
}
