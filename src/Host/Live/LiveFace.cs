using System.Diagnostics.Metrics;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Host.Http.View;

namespace Millwright.Host.Live;

/// <summary>All clients of live values: how many may be, and what became of them.</summary>
internal sealed partial class LiveFace : ILiveFace, IDisposable
{
    private readonly Meter _meter = new("Millwright.Live");
    private readonly Counter<long> _slow;
    private readonly LivePlant _plant;
    private readonly SignInDesk _desk;
    private readonly LiveOptions _options;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private int _clients;
    private long _lastClient;

    public LiveFace(IPlantView plant, SignInDesk desk, LiveOptions options, TimeProvider clock, ILogger log)
    {
        var index = new TagIndex(plant);
        _plant = new(plant, index, new(plant, index, clock), clock);
        (_desk, _options, _log) = (desk, options, log);
        _slow = _meter.CreateCounter<long>("clients.slow", null, "Clients that were cut off because they did not read.");
        _meter.CreateObservableUpDownCounter("clients", () => Volatile.Read(ref _clients), null, "Clients of live values now.");
    }

    public async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await Problems.BadRequest("this is a WebSocket", "open it with the ws scheme").ExecuteAsync(context);
            return;
        }
        if (Interlocked.Increment(ref _clients) > _options.MaxClients)
        {
            Interlocked.Decrement(ref _clients);
            await Problems.Of(503, "too-many-clients", $"{_options.MaxClients} clients watch already", "close a page, or ask again later").ExecuteAsync(context);
            return;
        }
        try
        {
            await ServeClientAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _clients);
        }
    }

    /// <summary>Ends all clients.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _meter.Dispose();
    }

    private async Task ServeClientAsync(HttpContext context)
    {
        var stillSignedIn = SignedIn(context);
        var name = $"live {Interlocked.Increment(ref _lastClient)} of {Caller.Of(context).Identity.Name}";
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, context.RequestAborted);
        using var client = new LiveClient(socket, name, _plant, _options, stillSignedIn, ended.Token);
        await client.RunAsync();
        if (client.WasTooSlow)
        {
            _slow.Add(1);
            LogSlow(name);
        }
    }

    /// <summary>Watching is no use of a session: it neither keeps it open nor outlives it.</summary>
    private Func<bool> SignedIn(HttpContext context)
    {
        if (Caller.Of(context).Session is null)
        {
            var bearer = SignInGuard.BearerOf(context) ?? "";
            return () => _desk.BearerOf(bearer) is not null;
        }
        var token = context.Request.Cookies[SignInGuard.CookieName] ?? "";
        return () => _desk.CallerOf(token, isUse: false) is not null;
    }

    [LoggerMessage(6101, LogLevel.Information, "{Client} does not read and was cut off")]
    private partial void LogSlow(string client);
}
