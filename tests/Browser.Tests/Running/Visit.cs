using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Millwright.Browser.Tests.Running;

/// <summary>A person at one page with cookies of their own, and everything that went wrong behind it.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _troubles = new();

    private Visit(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => Note(message.Type == "error", $"console: {message.Text}");
        page.PageError += (_, error) => Note(true, $"page error: {error}");
        page.Response += (_, response) => Note(response.Status >= 400, $"{response.Status} {response.Url}");
        // A request that the page itself gives up, by leaving, is none of its troubles.
        page.RequestFailed += (_, request) => Note(request.Failure != "net::ERR_ABORTED", $"{request.Failure} {request.Url}");
    }

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    /// <summary>Errors in the console, failed requests and answers of 400 and above, oldest first.</summary>
    public IReadOnlyCollection<string> Troubles => _troubles;

    /// <summary>Opens an empty page.</summary>
    /// <param name="browser">The browser.</param>
    /// <param name="url">What addresses are relative to.</param>
    /// <param name="session">Cookies of a signed-in person; null for a stranger.</param>
    /// <param name="scheme">What the person's system asks for.</param>
    public static async Task<Visit> StartAsync(IBrowser browser, string url, string? session, ColorScheme scheme = ColorScheme.Dark)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = url,
            StorageState = session,
            ColorScheme = scheme,
            ViewportSize = new() { Width = 1440, Height = 900 },
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout(30_000);
        return new(context, await context.NewPageAsync());
    }

    public ILocator At(string testId) => Page.GetByTestId(testId);

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Note(bool isTrouble, string what)
    {
        if (isTrouble)
            _troubles.Enqueue(what);
    }
}
