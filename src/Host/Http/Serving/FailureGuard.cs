namespace Millwright.Host.Http.Serving;

/// <summary>Turns what was not expected into a terse answer outside and the whole of it in the log.</summary>
internal sealed partial class FailureGuard(RequestDelegate next, ILogger<FailureGuard> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            await ExplainAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more to be answered.
            LogGone(context.Request.Path);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            var (code, remedy) = e.StatusCode == 413 ? ("too-large", "send less") : ("bad-request", "see /openapi/v1.json for what is expected");
            await Problems.Of(e.StatusCode, code, Outer(e), remedy).ExecuteAsync(context);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            LogFailed(context.Request.Method, context.Request.Path, e);
            await Problems.Of(500, "internal", "the node could not answer", "see the node's log; report it if it happens again").ExecuteAsync(context);
        }
    }

    /// <summary>What the server itself refuses with a bare status, such as a wrong method or too large a body, gets its words here.</summary>
    private static async Task ExplainAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentType is not null || HttpMethods.IsHead(context.Request.Method))
            return;
        var (code, detail, remedy) = response.StatusCode switch
        {
            405 => ("wrong-method", $"{context.Request.Path} knows no {context.Request.Method}", "see /openapi/v1.json for what it knows"),
            413 => ("too-large", "the body is too large", "send less"),
            415 => ("wrong-media-type", "the body is not JSON", "send it as application/json"),
            _ => ("refused", "the request was refused", "see /openapi/v1.json for what is expected"),
        };
        await Problems.Of(response.StatusCode, code, detail, remedy).ExecuteAsync(context);
    }

    private static string Outer(BadHttpRequestException e) =>
        e.InnerException is System.Text.Json.JsonException ? "the body is not the JSON that is expected" : e.StatusCode == 413 ? "the body is too large" : "the request is malformed";

    [LoggerMessage(6001, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(string method, PathString path, Exception exception);

    [LoggerMessage(6002, LogLevel.Debug, "The client of {Path} left")]
    private partial void LogGone(PathString path);
}
