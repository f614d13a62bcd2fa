namespace Millwright.Host.Http.Serving;

/// <summary>A redirect after which the browser asks anew with GET (303).</summary>
internal sealed class SeeOther(string location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = location;
        // The link's token stands in the address: no cache and no next page shall learn it.
        httpContext.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}

internal static class SeeOtherExtensions
{
    public static IResult SeeOther(this IResultExtensions extensions, string location)
    {
        ArgumentNullException.ThrowIfNull(extensions);
        return new SeeOther(location);
    }
}
