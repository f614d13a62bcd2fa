using Microsoft.Playwright;

namespace Millwright.Browser.Tests.Running;

/// <summary>Debian's Chromium without a window, one for all tests.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser; skips the test where there is none.</summary>
    public IBrowser Browser
    {
        get
        {
            if (_browser is null)
                Assert.Skip("needs chromium: apt-get install chromium");
            return _browser;
        }
    }

    public static bool IsInstalled => File.Exists(Program);

    public async Task StartAsync()
    {
        // Slow machines are no failure; an expectation that is met ends its wait at once.
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
