using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Millwright.Drivers.LineProtocol;
using Millwright.Drivers.RemoteWrite;
using Millwright.Host.Http.SignIn;
using Snappier;

namespace Millwright.Host.Http.Ingest;

/// <summary>Takes Prometheus remote write 1.0: a WriteRequest in the block format of snappy. Errors are plain text, as Prometheus logs them.</summary>
/// <param name="ingest">Takes what is written; null where nothing can be.</param>
/// <param name="desk">Knows the tokens.</param>
internal sealed class RemoteWriteResource(IIngest? ingest, SignInDesk desk) : IDisposable
{
    /// <summary>Bodies that are held in memory at once; further clients wait.</summary>
    private const int MaxConcurrentWrites = 16;

    private const string MediaType = "application/x-protobuf";

    private readonly SemaphoreSlim _room = new(MaxConcurrentWrites);

    public async Task<IResult> WriteAsync(HttpContext context)
    {
        if (IngestAccess.Identify(context.Request, desk) is not { } caller)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Error(401, "the request carries no token that is known; make one with millwright token add");
        }
        var name = context.Request.Query["connection"].ToString();
        var targets = ingest?.Targets.Where(t => t.Options is RemoteWriteOptions) ?? [];
        if (targets.FirstOrDefault(t => name.Length == 0 || string.Equals(t.Connection, name, StringComparison.OrdinalIgnoreCase)) is not { } target)
            return Error(404, $"no connection {name} of this plant takes remote write; add one with driver: remote-write");
        if (!IngestAccess.MayWrite(caller, target))
            return Error(403, $"{caller.Identity.Name} may not write to connection {target.Connection}; give it the role operator, or name the token in the connection's writers");
        if (FormProblem(context.Request) is { } problem)
            return Error(415, problem);
        await _room.WaitAsync(context.RequestAborted);
        try
        {
            return await TakeAsync(context, target);
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();

    /// <summary>Why the form of the body is not one that is taken. Version 2 says so in the media type, and a sender falls back to 1.0 on 415.</summary>
    private static string? FormProblem(HttpRequest request)
    {
        var type = request.ContentType?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (type.Length > 0 && !type[0].Equals(MediaType, StringComparison.OrdinalIgnoreCase))
            return $"content type '{type[0]}' is not taken; send {MediaType}";
        var message = type.FirstOrDefault(t => t.StartsWith("proto=", StringComparison.OrdinalIgnoreCase));
        if (message is not null && message != "proto=prometheus.WriteRequest")
            return $"message '{message["proto=".Length..]}' is not taken; send prometheus.WriteRequest (remote write 1.0)";
        var encoding = request.Headers.ContentEncoding.ToString();
        return encoding.Equals("snappy", StringComparison.OrdinalIgnoreCase) ? null : $"content encoding '{encoding}' is not taken; send snappy";
    }

    private async Task<IResult> TakeAsync(HttpContext context, IngestTarget target)
    {
        var maxBytes = target.Options.MaxBodyBytes;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes;
        try
        {
            using var packed = await WriteBody.ReadAsync(context.Request, isGzip: false, maxBytes, context.RequestAborted);
            // The library answers with a negative length what is more than two gigabytes.
            if (packed is null || (uint)Snappy.GetUncompressedLength(packed.Text.Span) > (uint)maxBytes)
                return TooLarge(target);
            using var body = Snappy.DecompressToMemory(packed.Text.Span);
            return WriteRequestReader.Check(body.Memory.Span) is { } problem
                ? Error(400, $"the body is no WriteRequest of remote write 1.0: {problem}")
                : Answer(target, await ingest!.WriteAsync(target, body.Memory, LinePrecision.Milliseconds, context.RequestAborted));
        }
        catch (InvalidDataException)
        {
            return Error(400, "the body is not the snappy block that its header says");
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(target);
        }
        catch (IngestUnavailableException e)
        {
            const int retryAfterSeconds = 5;
            context.Response.Headers.RetryAfter = retryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return Error(503, e.Message);
        }
    }

    private static IResult Answer(IngestTarget target, IngestOutcome outcome)
    {
        if (outcome.Refused == 0)
            return Results.NoContent();
        var words = string.Join("; ", outcome.First.Select(r => $"series {r.Line}: {r.Problem}"));
        var more = outcome.Refused > outcome.First.Count ? $"; and {outcome.Refused - outcome.First.Count} more" : "";
        return Error(400, $"partial write: of {outcome.Refused} of {outcome.Lines} series something was refused by connection {target.Connection}, all else is stored: {words}{more}");
    }

    private static IResult TooLarge(IngestTarget target) => Error(
        413, $"the body has more than {target.Options.MaxBodyBytes} bytes; send less at once (max_samples_per_send), or raise max_body_bytes of connection {target.Connection}");

    private static IResult Error(int status, string message) => Results.Text(message + "\n", "text/plain", statusCode: status);
}
