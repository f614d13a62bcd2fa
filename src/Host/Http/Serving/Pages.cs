using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Millwright.Host.Http.Serving;

/// <summary>The built pages: files as they are, and index.html for every route of theirs.</summary>
internal static class Pages
{
    private static readonly string[] NotPages = ["/api", "/health", "/metrics", "/openapi"];

    public static void UsePages(this WebApplication app, string? folder)
    {
        if (folder is null || !Directory.Exists(folder))
            return;
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Path.GetFullPath(folder)), OnPrepareResponse = SetCaching });
    }

    /// <summary>Answers every other GET: the page that finds its way itself, or what to do when it was not built.</summary>
    public static async Task Fallback(HttpContext context, HttpFaceFiles files)
    {
        if (NotPages.Any(p => context.Request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase)))
        {
            if (OtherMethods.Explain(context) is { } wrong)
                await wrong.ExecuteAsync(context);
            else
                await Problems.NotFound("unknown-resource", $"there is nothing at {context.Request.Path}", "see /openapi/v1.json").ExecuteAsync(context);
            return;
        }
        context.Response.Headers.CacheControl = "no-cache";
        var index = files.Folder is null ? null : Path.GetFullPath(Path.Combine(files.Folder, "index.html"));
        if (index is not null && File.Exists(index))
        {
            await Results.File(index, "text/html; charset=utf-8").ExecuteAsync(context);
            return;
        }
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        await context.Response.WriteAsync("The pages are not built. Run ./run, which builds them, or use the API under /api/v1.\n", context.RequestAborted);
    }

    private static void SetCaching(Microsoft.AspNetCore.StaticFiles.StaticFileResponseContext file)
    {
        // Assets carry a hash of their content in the name; the page that names them does not.
        var isAsset = file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal);
        file.Context.Response.Headers[HeaderNames.CacheControl] = isAsset ? "public, max-age=31536000, immutable" : "no-cache";
    }
}

/// <summary>Where the built pages are, null for nowhere.</summary>
internal sealed record HttpFaceFiles(string? Folder);
