using Microsoft.AspNetCore.Routing.Template;

namespace Millwright.Host.Http.Serving;

/// <summary>Tells a request that nothing answers whether it was only the method, or the kind of its body, that was wrong.</summary>
internal static class OtherMethods
{
    /// <summary>405 or 415 for a path that a route knows, null for one that none does.</summary>
    public static IResult? Explain(HttpContext context)
    {
        var methods = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods.Count: > 0 } known && Matches(endpoint, context.Request.Path))
                methods.UnionWith(known.HttpMethods);
        }
        if (methods.Count == 0)
            return null;
        if (methods.Contains(context.Request.Method))
            return Problems.Of(415, "wrong-media-type", "the body is not JSON", "send it as application/json");
        context.Response.Headers.Allow = string.Join(", ", methods);
        return Problems.Of(405, "wrong-method", $"{context.Request.Path} knows no {context.Request.Method}", $"it knows {string.Join(", ", methods)}; see /openapi/v1.json");
    }

    private static bool Matches(RouteEndpoint endpoint, PathString path) =>
        new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(path, []);
}
