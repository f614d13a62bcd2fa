using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Millwright.Model;

namespace Millwright.Host.Http;

/// <summary>What the OpenAPI document says beyond what the routes tell of themselves.</summary>
internal static class OpenApiDocument
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "Millwright",
                Version = "v1",
                Description = "Values, history, connections and control of a plant. Errors are problem details with a code and a remedy. "
                    + "Sign in with the cookie of /api/v1/session or send a bearer token; with the cookie, requests that change something need the header X-Millwright: 1.",
            };
            // The document is the same wherever it is read from.
            document.Servers = [];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(Timestamp))
            {
                schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
                schema.Format = "date-time";
            }
            else if (context.JsonTypeInfo.Type == typeof(TagValue))
            {
                schema.Description = "A number, boolean, string or array; null for none. NaN, Infinity, -Infinity and integers beyond 2^53 are strings.";
            }
            return Task.CompletedTask;
        });
    }
}
