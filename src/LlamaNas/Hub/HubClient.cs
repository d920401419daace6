using System.Net;
using System.Net.Http.Headers;

namespace LlamaNas.Hub;

/// <summary>
/// One request to the hub. Follows redirections itself, so that the token goes to the endpoint's host and to no other, and sorts failures into those that
/// may pass (<see cref="TransientException"/>) and those that need the user (<see cref="HubException"/>).
/// </summary>
internal sealed class HubClient(HubOptions options, TimeProvider time) : IDisposable
{
    private const int MostRedirections = 10;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => _http.Dispose();

    /// <summary>The answer to a GET, its body unread: a success, or 416 where a range was asked for that is not there.</summary>
    /// <param name="address">What to get.</param>
    /// <param name="repository">The repository it belongs to, for error messages.</param>
    /// <param name="from">First byte that is wanted; 0 for all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<HttpResponseMessage> GetAsync(Uri address, HubRepository repository, long from, CancellationToken cancellationToken)
    {
        var target = address;
        for (var redirections = 0; redirections <= MostRedirections; redirections++)
        {
            var response = await SendAsync(target, from, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                return Checked(response, address, repository);

            using (response)
                target = Redirected(target, response.Headers.Location, address);
        }

        throw new HubException($"{address}: redirected more than {MostRedirections} times. Check HF_ENDPOINT.");
    }

    /// <summary>Reads from a body; a cut connection or a long silence may pass.</summary>
    public async Task<int> ReadAsync(Stream body, Memory<byte> buffer, Uri address, CancellationToken cancellationToken) =>
        await PatientlyAsync(async token => await body.ReadAsync(buffer, token), address, cancellationToken);

    private Task<HttpResponseMessage> SendAsync(Uri target, long from, CancellationToken cancellationToken) => PatientlyAsync(
        async token =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, target);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("llama-nas", null));
            if (from > 0)
                request.Headers.Range = new RangeHeaderValue(from, null);
            if (options.Token is not null && Uri.Compare(target, options.Endpoint, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
        },
        target, cancellationToken);

    private async Task<T> PatientlyAsync<T>(Func<CancellationToken, Task<T>> act, Uri address, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await act(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientException($"{address.Host}: no answer for {options.Patience.TotalSeconds:F0} s", exception);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            throw new HubException($"{address.Host}: cannot be reached ({exception.Message.TrimEnd('.')}). Check the network, the proxy and HF_ENDPOINT.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new TransientException($"{address.Host}: the connection failed ({exception.Message.TrimEnd('.')})", exception);
        }
    }

    private static Uri Redirected(Uri target, Uri? location, Uri address)
    {
        var next = location is null ? null : new Uri(target, location);
        return next?.Scheme == Uri.UriSchemeHttps || next?.Scheme == target.Scheme
            ? next
            : throw new HubException($"{address}: redirected to nowhere, or from https to another scheme. Check HF_ENDPOINT.");
    }

    private HttpResponseMessage Checked(HttpResponseMessage response, Uri address, HubRepository repository)
    {
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            return response;

        using (response)
        {
            var status = (int)response.StatusCode;
            if (status is 408 or 429 or >= 500)
                throw new TransientException($"{address}: the server answers {status}") { RetryAfter = response.Headers.RetryAfter?.Delta };
            throw new HubException($"{address}: {Explanation(response.StatusCode, repository)}");
        }
    }

    private string Explanation(HttpStatusCode status, HubRepository repository) => status switch
    {
        HttpStatusCode.Unauthorized when options.Token is null =>
            $"access needs a token (401), or there is no {repository.Name}. Check the name, or set HF_TOKEN ({options.Endpoint.GetLeftPart(UriPartial.Authority)}/settings/tokens).",
        HttpStatusCode.Unauthorized => $"HF_TOKEN is not accepted (401). Check the token and the name {repository.Name}.",
        HttpStatusCode.Forbidden => $"access is refused (403). Accept the licence at {repository.Page(options.Endpoint)} and set HF_TOKEN to a token that may read it.",
        HttpStatusCode.NotFound => $"not there (404). Check the name {repository.Name} and the revision {repository.Revision}.",
        _ => $"the server answers {(int)status}. Check HF_ENDPOINT.",
    };
}
