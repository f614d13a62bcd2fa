using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Millwright.Flow.Log;

namespace Millwright.Publish.Stores.Influx;

/// <summary>
/// Writes samples to InfluxDB. A sample that is sent twice has the same series and time and is there once, so no place is kept there. A server
/// that refuses some points of a write stores the others: what it refuses is counted, by its own word where it says how many.
/// </summary>
internal sealed partial class InfluxTarget : IStoreTarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly InfluxOptions _options;
    private readonly HttpClient _http;
    private readonly string _path;
    private readonly LineWriter _lines;

    /// <param name="options">The server, checked.</param>
    public InfluxTarget(InfluxOptions options)
    {
        _options = options;
        _lines = new(options.Measurement);
        _http = new() { BaseAddress = new(options.Address.TrimEnd('/') + "/"), Timeout = Patience };
        if (options.Token is { } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", token);
        else if (options.User is { } user)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}")));
        _path = options.Bucket is { } bucket
            ? $"api/v2/write?precision=ns&bucket={Uri.EscapeDataString(bucket)}&org={Uri.EscapeDataString(options.Org ?? "")}"
            : $"write?precision=ns&db={Uri.EscapeDataString(options.Database!)}{(options.RetentionPolicy is { } policy ? $"&rp={Uri.EscapeDataString(policy)}" : "")}";
    }

    public string Address => _options.Address;

    public async Task<LogPosition?> OpenAsync(CancellationToken cancellation)
    {
        using var answer = await SendAsync(new(HttpMethod.Get, "ping"), cancellation).ConfigureAwait(false);
        return answer.IsSuccessStatusCode ? null : throw new StoreUnavailableException($"it answers {(int)answer.StatusCode} to a ping");
    }

    public async Task<StoreOutcome> WriteAsync(IReadOnlyList<StoreRow> rows, LogPosition through, CancellationToken cancellation)
    {
        var kept = new List<StoreRow>(rows.Count);
        foreach (var row in rows)
        {
            if (LineWriter.Holds(row.Sample.SourceTime))
                kept.Add(row);
        }
        var (refused, problem) = await WriteAsync(kept, 0, kept.Count, cancellation).ConfigureAwait(false);
        var outside = rows.Count - kept.Count;
        if (outside > 0)
            problem ??= "samples lie outside of the years 1678 to 2261, which InfluxDB has";
        return new(rows.Count - outside - refused, outside + refused, problem);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes a part; where the server refuses it and does not say how many points, the halves of it.</summary>
    private async Task<(int Refused, string? Problem)> WriteAsync(List<StoreRow> rows, int from, int to, CancellationToken cancellation)
    {
        if (from == to)
            return default;
        using var request = new HttpRequestMessage(HttpMethod.Post, _path) { Content = Body(rows, from, to) };
        using var answer = await SendAsync(request, cancellation).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
            return default;
        var said = await ReasonAsync(answer, cancellation).ConfigureAwait(false);
        if (answer.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge))
            throw new StoreUnavailableException($"it answers {(int)answer.StatusCode}: {said}");
        if (Dropped().Match(said) is { Success: true } dropped && int.TryParse(dropped.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return (Math.Min(count, to - from), said);
        if (to - from == 1)
            return (1, $"{rows[from].Path}: {said}");
        var middle = from + ((to - from) / 2);
        var first = await WriteAsync(rows, from, middle, cancellation).ConfigureAwait(false);
        var second = await WriteAsync(rows, middle, to, cancellation).ConfigureAwait(false);
        return (first.Refused + second.Refused, first.Problem ?? second.Problem);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await _http.SendAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new StoreUnavailableException(e.Message, e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"it did not answer within {Patience.TotalSeconds:0} s", e);
        }
    }

    private ByteArrayContent Body(List<StoreRow> rows, int from, int to)
    {
        var text = new ArrayBufferWriter<byte>((to - from) * 100);
        for (var i = from; i < to; i++)
            _lines.Write(text, rows[i]);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(text.WrittenSpan);
        var body = new ByteArrayContent(packed.ToArray());
        body.Headers.ContentType = new("text/plain") { CharSet = "utf-8" };
        body.Headers.ContentEncoding.Add("gzip");
        return body;
    }

    /// <summary>What the server says, without its JSON: <c>error</c> in version 1, <c>message</c> in version 2.</summary>
    private static async Task<string> ReasonAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        const int longest = 500;
        var text = await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(text);
            foreach (var key in new[] { "error", "message" })
            {
                if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(key, out var said) && said.ValueKind == JsonValueKind.String)
                    text = said.GetString()!;
            }
        }
        catch (JsonException)
        {
            // A proxy's page: its text must do.
        }
        text = text.ReplaceLineEndings(" ").Trim();
        return text.Length > longest ? text[..longest] : text.Length > 0 ? text : answer.ReasonPhrase ?? "nothing";
    }

    /// <summary>How version 1 and the open source version 2 say it: <c>partial write: field type conflict: ... dropped=3</c>.</summary>
    [GeneratedRegex(@"\bdropped=(\d+)")]
    private static partial Regex Dropped();
}
