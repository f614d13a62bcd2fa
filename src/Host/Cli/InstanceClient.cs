using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millwright.Host.Cli;

/// <summary>Asks a running instance by its HTTP API.</summary>
internal sealed class InstanceClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _address;

    /// <param name="instance">Whom.</param>
    /// <param name="timeout">For the beginning of an answer; 2 min when null.</param>
    public InstanceClient(InstanceFile instance, TimeSpan? timeout = null)
    {
        _address = instance.Address.TrimEnd('/');
        _http = new() { BaseAddress = new($"{_address}/api/v1/"), Timeout = timeout ?? TimeSpan.FromMinutes(2) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", instance.Token);
    }

    public Task<JsonNode> GetAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, path, cancellation);

    public Task<JsonNode> PostAsync(string path, JsonNode body, string place, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, body, place, cancellation);

    public Task DeleteAsync(string path, string place, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Delete, path, null, place, cancellation);

    /// <summary>Copies an answer as CSV; with a body it is posted.</summary>
    public async Task CopyCsvAsync(string path, TextWriter to, CancellationToken cancellation, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Headers.Accept.Add(new("text/csv"));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await TrySendAsync(request, cancellation);
        if (!response.IsSuccessStatusCode)
            throw await FailureAsync(response, path, cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        var buffer = new char[16 * 1024];
        try
        {
            while (await reader.ReadAsync(buffer, cancellation) is var count and > 0)
                await to.WriteAsync(buffer.AsMemory(0, count), cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new CliFailure(path, "the answer broke off, so it is not whole", "ask for fewer rows; the reason is in the answer as --json");
        }
    }

    /// <summary>An answer whose body has not been read yet; the caller disposes of it.</summary>
    public async Task<HttpResponseMessage> DownloadAsync(string path, string place, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var response = await TrySendAsync(request, cancellation);
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await FailureAsync(response, place, cancellation);
    }

    /// <summary>Sends a file with its checksum.</summary>
    public async Task<JsonNode> UploadAsync(string path, Stream file, string sha256, string place, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StreamContent(file) };
        request.Headers.Add("X-Millwright-Sha256", sha256);
        using var response = await TrySendAsync(request, cancellation);
        if (!response.IsSuccessStatusCode)
            throw await FailureAsync(response, place, cancellation);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellation)) ?? new JsonObject();
    }

    /// <summary>A query part for each tag.</summary>
    public static string TagsQuery(IEnumerable<string> tags) => string.Join('&', tags.Select(t => "tag=" + Uri.EscapeDataString(t)));

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonNode? body, string place, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var response = await TrySendAsync(request, cancellation);
        if (!response.IsSuccessStatusCode)
            throw await FailureAsync(response, place, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text) ?? new JsonObject();
    }

    private async Task<HttpResponseMessage> TrySendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException failure)
        {
            throw new CliFailure(_address, $"the instance does not answer: {failure.Message}", "look at its log, or start it again");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CliFailure(_address, $"the instance did not answer within {_http.Timeout.TotalSeconds:0} s", "it is very busy or hangs: look at its log");
        }
    }

    private static async Task<CliFailure> FailureAsync(HttpResponseMessage response, string place, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        JsonNode? problem = null;
        try
        {
            problem = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            // Not a problem document: the status must do.
        }
        var what = TextOf(problem, "detail") ?? TextOf(problem, "title") ?? $"status {(int)response.StatusCode}";
        return new(place, what.TrimEnd('.'), TextOf(problem, "remedy")?.TrimEnd('.') ?? "look at the instance's log");
    }

    private static string? TextOf(JsonNode? node, string key) => node is JsonObject o && o[key] is JsonValue value ? value.ToString() : null;
}
