using Millwright.Flow.Files;
using Millwright.Publish.Forwarding;

namespace Millwright.Publish.Sparkplug;

/// <summary>The plant as an edge node of Sparkplug B: one session after the other, each with births, data and deaths of what is really there.</summary>
public sealed class SparkplugFace : IAsyncDisposable
{
    /// <summary>The cursor's name, and the sink's in the ledger.</summary>
    public const string CursorName = "sparkplug";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly EdgeParts _parts;
    private readonly SparkplugOptions _options;
    private readonly BirthDeathCounter _counter;
    private readonly EdgeBacklog _backlog;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private volatile string? _problem = "not connected yet";

    /// <param name="parts">What it is made of.</param>
    /// <param name="options">Checked.</param>
    /// <param name="files">Where the number of the session is kept.</param>
    /// <param name="counterFile">Its file.</param>
    public SparkplugFace(EdgeParts parts, SparkplugOptions options, IFileStore files, string counterFile)
    {
        (_parts, _options) = (parts, options);
        _counter = new(files, counterFile);
        _backlog = new(parts.Forward.Cursor);
        _running = Task.Run(RunAsync);
    }

    public ForwardStatus Status => new(_problem is null, _problem is { } problem ? $"the Sparkplug edge node does not reach {_options.Address}: {problem}" : null, _backlog.ConfirmedThrough, 0, 0);

    private string Node => $"{_options.Group}/{_options.EdgeNode}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _backlog.Drop();
        _parts.Forward.Cursor.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = FirstPause;
        try
        {
            while (true)
            {
                var (cause, wasConnected) = await SessionAsync().ConfigureAwait(false);
                if (_problem is null or "not connected yet")
                    EdgeLog.Ended(_parts.Forward.Logger, Node, _options.Address, cause);
                _problem = cause;
                pause = wasConnected ? FirstPause : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, pause.Ticks * 2));
                await Task.Delay(pause, _parts.Forward.Clock, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The face ends.
        }
    }

    private async Task<(string Cause, bool WasConnected)> SessionAsync()
    {
        try
        {
            _backlog.BeginAgain();
            var session = new EdgeSession(_parts, _options, _backlog, _counter.Next());
            await using (session.ConfigureAwait(false))
            {
                var cause = await session.RunAsync(OnConnected, _stop.Token).ConfigureAwait(false);
                return (cause, session.WasConnected);
            }
        }
        catch (IOException e)
        {
            return (e.Message, false);
        }
    }

    private void OnConnected(EdgeSession session)
    {
        _problem = null;
        EdgeLog.Connected(_parts.Forward.Logger, Node, _options.Address);
    }
}
