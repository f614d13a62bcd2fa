using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Millwright.Drivers.LineProtocol;
using Millwright.Host.Http.SignIn;

namespace Millwright.Host.Http.Ingest;

/// <summary>The write half of InfluxDB's HTTP API, versions 1 and 2, with its own forms of errors.</summary>
/// <param name="ingest">Takes what is written; null where nothing can be.</param>
/// <param name="desk">Knows the tokens.</param>
internal sealed class LineProtocolResource(IIngest? ingest, SignInDesk desk) : IDisposable
{
    /// <summary>Bodies that are held in memory at once; further clients wait.</summary>
    private const int MaxConcurrentWrites = 16;

    private readonly SemaphoreSlim _room = new(MaxConcurrentWrites);

    private IReadOnlyList<IngestTarget> Targets => ingest is null ? [] : [.. ingest.Targets.Where(t => t.Options is LineProtocolOptions)];

    public Task<IResult> WriteAsync(HttpContext context) => WriteAsync(context, context.Request.Query["bucket"].ToString(), isV1: false);

    public Task<IResult> WriteV1Async(HttpContext context)
    {
        // Version 1 names a retention policy behind the database; there is one retention here.
        return WriteAsync(context, context.Request.Query["db"].ToString(), isV1: true);
    }

    /// <summary>Says that it is there, as clients ask before they write.</summary>
    public IResult Ping(HttpContext context)
    {
        if (Targets is [])
            return Error(context, false, 404, "not found", "no connection of this plant takes line protocol; add one with driver: line-protocol");
        context.Response.Headers["X-Influxdb-Build"] = "Millwright";
        context.Response.Headers["X-Influxdb-Version"] = ProgramVersion.Text;
        return Results.NoContent();
    }

    public IResult Health(HttpContext context) => Targets is not []
        ? Results.Json(new IngestHealth("millwright", "ready for writes", "pass", ProgramVersion.Text), IngestJson.Plain.IngestHealth)
        : Error(context, false, 404, "not found", "no connection of this plant takes line protocol; /health/ready says how the node is");

    public void Dispose() => _room.Dispose();

    private async Task<IResult> WriteAsync(HttpContext context, string bucket, bool isV1)
    {
        if (IngestAccess.Identify(context.Request, desk) is not { } caller)
        {
            context.Response.Headers.WWWAuthenticate = "Token";
            return Error(context, isV1, 401, "unauthorized", "the request carries no token that is known; make one with millwright token add");
        }
        if (Targets is [])
            return Error(context, isV1, 404, "not found", "no connection of this plant takes line protocol; add one with driver: line-protocol");
        var target = Targets.FirstOrDefault(t => BucketOf(t) == bucket) ?? Targets.FirstOrDefault(t => BucketOf(t) is null);
        if (target is null)
            return Error(context, isV1, 404, "not found", $"{(isV1 ? "database" : "bucket")} \"{bucket}\" not found; name one that a connection with driver: line-protocol has");
        if (!IngestAccess.MayWrite(caller, target))
        {
            return Error(context, isV1, 403, "forbidden",
                $"{caller.Identity.Name} may not write to connection {target.Connection}; give it the role operator, or name the token in the connection's writers");
        }
        if (LineTime.FromWord(context.Request.Query["precision"]) is not { } precision)
            return Error(context, isV1, 400, "invalid", $"precision '{context.Request.Query["precision"]}' is unknown; send ns, us, ms or s");
        await _room.WaitAsync(context.RequestAborted);
        try
        {
            return await TakeAsync(context, target, precision, isV1);
        }
        finally
        {
            _room.Release();
        }
    }

    private static string? BucketOf(IngestTarget target) => ((LineProtocolOptions)target.Options).Bucket;

    private async Task<IResult> TakeAsync(HttpContext context, IngestTarget target, LinePrecision precision, bool isV1)
    {
        var encoding = context.Request.Headers.ContentEncoding.ToString();
        if (encoding.ToUpperInvariant() is not ("" or "IDENTITY" or "GZIP"))
            return Error(context, isV1, 415, "invalid", $"content encoding '{encoding}' is unknown; send gzip or none");
        var maxBytes = target.Options.MaxBodyBytes;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes;
        try
        {
            using var body = await WriteBody.ReadAsync(context.Request, encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase), maxBytes, context.RequestAborted);
            return body is null
                ? TooLarge(context, target, isV1)
                : Answer(context, target, await ingest!.WriteAsync(target, body.Text, precision, context.RequestAborted), isV1);
        }
        catch (InvalidDataException)
        {
            return Error(context, isV1, 400, "invalid", "the body is not the gzip that its header says");
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(context, target, isV1);
        }
        catch (IngestUnavailableException e)
        {
            const int retryAfterSeconds = 5;
            context.Response.Headers.RetryAfter = retryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return Error(context, isV1, 503, "unavailable", e.Message);
        }
    }

    private static IResult Answer(HttpContext context, IngestTarget target, IngestOutcome outcome, bool isV1)
    {
        if (outcome.Refused == 0)
            return Results.NoContent();
        var words = string.Join("; ", outcome.First.Select(r => $"line {r.Line}: {r.Problem}"));
        var more = outcome.Refused > outcome.First.Count ? $"; and {outcome.Refused - outcome.First.Count} more" : "";
        return Error(context, isV1, 400, "invalid",
            $"partial write: {outcome.Refused} of {outcome.Lines} lines were refused by connection {target.Connection}, the others are stored: {words}{more}", outcome.First[0].Line);
    }

    private static IResult TooLarge(HttpContext context, IngestTarget target, bool isV1) => Error(
        context, isV1, 413, "request too large", $"the body has more than {target.Options.MaxBodyBytes} bytes; send less at once, or raise max_body_bytes of connection {target.Connection}");

    private static IResult Error(HttpContext context, bool isV1, int status, string code, string message, int? line = null)
    {
        if (!isV1)
            return Results.Json(new IngestError(code, message, line), IngestJson.Plain.IngestError, statusCode: status);
        context.Response.Headers["X-Influxdb-Error"] = Header(message);
        return Results.Json(new IngestErrorV1(message), IngestJson.Plain.IngestErrorV1, statusCode: status);
    }

    /// <summary>A header takes printable ASCII alone, and not all of a long message.</summary>
    private static string Header(string message)
    {
        const int maxLength = 512;
        return string.Concat(message.Take(maxLength).Select(c => c is >= ' ' and <= '~' ? c : '?'));
    }
}
