using System.Globalization;
using Millwright.Drivers.Output;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>
/// Runs one source: synchronizes its tags, keeps them watched, reads what the server does not bring by itself, and acts on what the client
/// tells. One loop does it all, so that nothing is said twice or in the wrong order.
/// </summary>
internal sealed class FeedKeeper(OpcUaLink link, OpcUaConnectionOptions options, OpcUaConnector connector, SerializedOutput output, TimeProvider clock)
{
    /// <summary>A break that the client mends within this time is no loss: the session lives on, and what waited at the server comes.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SearchAgainAfter = TimeSpan.FromSeconds(10);

    /// <summary>A tag whose queue overflows all the time does not keep the server busy with its history.</summary>
    private static readonly TimeSpan FillEvery = TimeSpan.FromSeconds(5);

    private readonly NodeSynchronizer _nodes = new(link, output, clock);
    private readonly ItemWatch _watch = new(link, options, clock);
    private readonly List<FeedItem> _toConfirm = [];
    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private bool _mustSynchronize = true;
    private string? _restart;
    private long _retryAt;
    private long _lostAt;
    private long _searchedAt;
    private long _filledAt;
    private Task _filling = Task.CompletedTask;

    /// <exception cref="SourceException">The connection is lost for longer than the client needs to mend a break.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        foreach (var item in link.Feed.Items)
        {
            // Nothing has been said to this output yet.
            (item.HasFailed, item.IsMismatched) = (false, false);
        }
        // Before values go on that came meanwhile: they tell nothing of those that did not.
        Resume();
        link.Feed.Attach(output);
        try
        {
            while (true)
            {
                await TakeSignalsAsync(stop.Token);
                if (IsConnected() && clock.GetTimestamp() >= _retryAt)
                {
                    await TryAsync(WorkAsync, stop.Token);
                    await FillAsync(stop.Token);
                }
                await WaitAsync(stop.Token);
            }
        }
        finally
        {
            await stop.CancelAsync();
            try
            {
                await _filling;
            }
            finally
            {
                await link.Feed.DetachAsync();
            }
        }
    }

    /// <summary>
    /// What subscriptions miss they tell by themselves, for a whole one proves itself by its numbers, however the session came about. A tag that none
    /// had brought yet, or that is read, was not looked at since what it had last.
    /// </summary>
    private void Resume()
    {
        if (link.SynchronizedWith.HasValue && link.SynchronizedWith != link.Client.ServerStartTime)
            _restart = Evidence();
        // The server may keep by now what it did not.
        foreach (var item in link.Feed.Items)
            item.HasHistory = null;
        if (link.Sources++ == 0)
            return;
        foreach (var item in link.Feed.Items.Where(i => (i.IsPolled || !i.IsLive || !i.HasReported) && i.KnownTicks > 0))
            link.Gaps.Add(new(item, item.KnownTicks));
    }

    private async ValueTask WorkAsync(CancellationToken cancellation)
    {
        if (_restart is { } evidence)
        {
            await SayAsync(o => o.DeviceRestarted(evidence, []), cancellation);
            _nodes.ForgetTypes();
            foreach (var item in link.Feed.Items)
                item.HasHistory = null;
            foreach (var item in link.Feed.Items.Where(i => i.Address.Path is not null))
                (item.Named, item.IsWatched) = (null, false);
            (_restart, _mustSynchronize) = (null, true);
        }
        if (_mustSynchronize)
            await SynchronizeAsync(cancellation);
        if (_toConfirm.Count > 0)
        {
            FeedItem[] items = [.. _toConfirm];
            if (!await _nodes.SynchronizeAsync(items, cancellation))
                return;
            _toConfirm.RemoveRange(0, items.Length);
        }
        if (clock.GetElapsedTime(_searchedAt) >= SearchAgainAfter && link.Feed.Items.Any(i => i.Named is null))
            await SearchAsync(cancellation);
        var due = _watch.DueForReading();
        if (due.Count > 0)
            _toConfirm.AddRange(await _nodes.PollAsync(due, cancellation));
        await _watch.LookAsync(_nodes, NoteAsync, cancellation);
    }

    private async ValueTask SynchronizeAsync(CancellationToken cancellation)
    {
        await SearchAsync(cancellation);
        if (!options.Poll)
            Watch();
        if (!await _nodes.SynchronizeAsync(link.Feed.Items, cancellation))
            return;
        link.SynchronizedWith = link.Client.ServerStartTime;
        _watch.Begin();
        _mustSynchronize = false;
        if (link.Client.AddressNote is { } note)
            await NoteAsync(note, cancellation);
    }

    /// <summary>Finds the nodes of tags that have none yet, and watches those that are found.</summary>
    private async ValueTask SearchAsync(CancellationToken cancellation)
    {
        _searchedAt = clock.GetTimestamp();
        var unnamed = link.Feed.Items.Where(i => i.Named is null).ToList();
        if (unnamed.Count == 0)
            return;
        var missing = await NodeNames.FindAsync(link.Client, unnamed, cancellation);
        await output.EnterAsync(cancellation);
        try
        {
            foreach (var (item, status) in missing)
                _nodes.Fail(item, status);
        }
        finally
        {
            output.Leave();
        }
        if (!_mustSynchronize)
            _toConfirm.AddRange(unnamed.Where(i => i.Named is not null));
        if (!options.Poll)
            Watch();
    }

    private void Watch()
    {
        foreach (var group in link.Feed.Items.Where(i => !i.IsWatched && i.Named is not null).GroupBy(i => options.Publishing ?? i.Interval))
        {
            FeedItem[] items = [.. group];
            foreach (var item in items)
                item.IsWatched = true;
            link.Subscribe(group.Key, options.KeepAlive, options.SessionTimeout).Add(items.Select(i => i.Request()));
        }
    }

    private async ValueTask TakeSignalsAsync(CancellationToken cancellation)
    {
        while (link.Feed.Signals.TryRead(out var signal))
        {
            switch (signal.Kind)
            {
                case FeedSignalKind.Refused when link.Feed.Find(signal.Item) is { } item && _watch.Refused(item, signal.Status):
                    await SayAsync(_ => _nodes.Fail(item, signal.Status), cancellation);
                    break;
                case FeedSignalKind.MoreAreLive:
                    TakeLive();
                    break;
                case FeedSignalKind.Confirm when link.Feed.Find(signal.Item) is { } item:
                    await SayAsync(o => o.TagRecovered(item.Handle), cancellation);
                    _toConfirm.Add(item);
                    break;
                case FeedSignalKind.Overflow when options.History && link.Feed.Find(signal.Item) is { HasHistory: not false } item:
                    link.Gaps.Add(new(item, signal.FromTicks, signal.UntilTicks));
                    break;
                case FeedSignalKind.Gap:
                    await TakeGapAsync(signal.Gap, cancellation);
                    break;
                case FeedSignalKind.Restarted:
                    _restart = Evidence();
                    break;
                case FeedSignalKind.TagsChanged:
                    _mustSynchronize = true;
                    break;
                case FeedSignalKind.Trouble:
                    await NoteAsync(signal.Text!, cancellation);
                    break;
            }
        }
    }

    private void TakeLive()
    {
        link.Feed.TookMoreAreLive();
        _watch.Expect();
        if (!_mustSynchronize)
            _toConfirm.AddRange(link.Feed.Items.Where(i => i is { HasFailed: true, IsLive: true, Named: not null }).Except(_toConfirm));
    }

    private async ValueTask TakeGapAsync(NotificationGap gap, CancellationToken cancellation)
    {
        var items = gap.Handles.Select(link.Feed.Find).OfType<FeedItem>().ToList();
        if (gap.IsMadeAnew)
            _watch.Expect();
        else
            // What was lost may be the last that happened: only a look tells where the gap ends.
            _toConfirm.AddRange(items.Where(i => i is { Named: not null, HasFailed: false }));
        // What was lost before this source began is counted in the gap that supervision has opened.
        if (gap.Since < _began)
            return;
        TagHandle[] watched = [.. items.Where(i => i is { IsWatched: true, HasFailed: false }).Select(i => i.Handle)];
        await SayAsync(
            o =>
            {
                o.Missed(watched, 1, GapCause.DeviceDown);
                o.Note(string.Create(CultureInfo.InvariantCulture, $"messages of the server were lost after {gap.Since:HH:mm:ss.fff} and cannot be had again"));
            },
            cancellation);
    }

    /// <summary>Begins to fill what is open, when nothing is being filled and it has been a while.</summary>
    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (!_filling.IsCompleted)
            return;
        // What went wrong with it in a way it never should is the source's fault.
        await _filling;
        if (!options.History || link.Gaps.IsEmpty || _mustSynchronize || _toConfirm.Count > 0 || (_filledAt != 0 && clock.GetElapsedTime(_filledAt) < FillEvery))
            return;
        var gaps = link.Gaps.Bound();
        if (gaps.Count == 0)
            return;
        _filledAt = clock.GetTimestamp();
        _filling = new GapFill(link, output).FillAsync(gaps, cancellation);
    }

    /// <summary>Throws when the connection is lost for good.</summary>
    private bool IsConnected()
    {
        if (link.Client.State == ClientState.Connected)
        {
            _lostAt = 0;
            return true;
        }
        if (_lostAt == 0)
            _lostAt = clock.GetTimestamp();
        else if (clock.GetElapsedTime(_lostAt) >= Grace)
            throw new SourceException(connector.FaultOf(link.Client.LastFailure));
        return false;
    }

    private async ValueTask TryAsync(Func<CancellationToken, ValueTask> work, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation);
        }
        catch (UaException e)
        {
            _retryAt = clock.GetTimestamp() + (long)(RetryAfter.TotalSeconds * clock.TimestampFrequency);
            // A broken connection is seen to by the client; anything else is the server's answer and is said.
            if (link.Client.State == ClientState.Connected)
                await NoteAsync($"the server refuses: {e.Message}", cancellation);
            else
                _retryAt = 0;
        }
    }

    private async ValueTask WaitAsync(CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var signal = link.Feed.Signals.WaitToReadAsync(both.Token).AsTask();
        await Task.WhenAny(signal, Task.Delay(_watch.NextIn(Tick), clock, both.Token));
        await both.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private string Evidence() => $"{link.Client.EndpointUrl}: the server started at {link.Client.ServerStartTime}";

    private async ValueTask SayAsync(Action<ISourceOutput> what, CancellationToken cancellation)
    {
        await output.EnterAsync(cancellation);
        try
        {
            what(output.Inner);
        }
        finally
        {
            output.Leave();
        }
    }

    private ValueTask NoteAsync(string message, CancellationToken cancellation) => SayAsync(o => o.Note(message), cancellation);
}
