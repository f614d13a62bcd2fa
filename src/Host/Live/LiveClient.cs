using System.Buffers;
using System.Net.WebSockets;
using Millwright.Flow.Bus;
using Millwright.Flow.Events;
using Millwright.Flow.Supervision;
using Millwright.Host.Http.Resources;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Live;

/// <summary>
/// One client of live values. One loop listens, one sends; at most one message is on its way, and while it waits the bus keeps only
/// the newest sample of each tag, so a slow client costs the node one message and no more.
/// </summary>
internal sealed class LiveClient(
    WebSocket socket, string name, LivePlant plant, LiveOptions options, Func<bool> isStillSignedIn, CancellationToken ended) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LiveWatch _watch = new(plant.View, plant.Index, options.MaxTags);
    private readonly LiveMessage _message = new();
    private readonly Queue<(string Code, string Detail)> _errors = new();
    private readonly Dictionary<string, (ConnectionState State, Timestamp Since)> _connections = new(StringComparer.Ordinal);
    private readonly ISubscription _subscription = plant.View.Bus.Subscribe(name, new(Delivery.Conflating, [], options.MaxTags));
    private TimeSpan _interval = options.DefaultInterval;
    private List<TagHandle>? _fresh;
    private EventSubscription? _events;
    private long _eventsMissed;

    /// <summary>True when it was cut off because it did not read.</summary>
    public bool WasTooSlow { get; private set; }

    /// <summary>Serves until the client leaves, is cut off, or the node stops.</summary>
    public async Task RunAsync()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended);
        var listening = ListenAsync(stop.Token);
        var sending = SendAllAsync(stop.Token);
        await Task.WhenAny(listening, sending);
        if (socket.State == WebSocketState.CloseSent)
            await AwaitReplyAsync(listening);
        await stop.CancelAsync();
        try
        {
            if (socket.State == WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(1), plant.Clock, CancellationToken.None);
            await Task.WhenAll(listening, sending);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException or WebSocketException or IOException)
        {
            // The end of a connection has many names; none of them needs anybody.
            socket.Abort();
        }
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _events?.Dispose();
        _message.Dispose();
    }

    /// <summary>Lets the client read why it was closed before the connection is torn down.</summary>
    private async Task AwaitReplyAsync(Task listening)
    {
        try
        {
            await listening.WaitAsync(TimeSpan.FromSeconds(2), plant.Clock, CancellationToken.None);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or WebSocketException or IOException)
        {
            socket.Abort();
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.GetMemory(4_096), cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
                return;
            buffer.Advance(part.Count);
            if (buffer.WrittenCount > options.MaxMessageBytes)
            {
                await CloseAsync(WebSocketCloseStatus.MessageTooBig, $"a message has at most {options.MaxMessageBytes} bytes");
                // What is still on its way is not read; the reply to the close is waited for, else the reason would be lost with the connection.
                while ((await socket.ReceiveAsync(buffer.GetMemory(4_096), cancellation)).MessageType != WebSocketMessageType.Close)
                {
                }
                return;
            }
            if (!part.EndOfMessage)
                continue;
            Follow(buffer.WrittenMemory);
            buffer.ResetWrittenCount();
        }
    }

    private void Follow(ReadOnlyMemory<byte> message)
    {
        if (LiveCommand.Parse(message) is not { } command)
        {
            Complain("bad-message", "a message has subscribe, unsubscribe, subscribeAsset, subscribeEvents or intervalMs");
            return;
        }
        IReadOnlyCollection<TagHandle> tags;
        lock (_gate)
        {
            if (command.IntervalMs is { } ms)
                _interval = TimeSpan.FromMilliseconds(Math.Clamp(ms, options.ShortestInterval.TotalMilliseconds, options.LongestInterval.TotalMilliseconds));
            if (command.Events is { } wanted)
                Listen(wanted);
            if (_watch.Follow(command) is { } problem)
                Complain(problem.Code, problem.Detail);
            tags = _watch.Tags;
            _fresh = [.. tags];
        }
        _subscription.SetInterest(tags);
    }

    private void Listen(bool wanted)
    {
        if (wanted == _events is not null)
            return;
        _events?.Dispose();
        _events = wanted ? plant.View.EventBus.Subscribe(options.MaxEventsWaiting) : null;
        _eventsMissed = 0;
    }

    private void Complain(string code, string detail)
    {
        const int MaxWaiting = 100;
        lock (_gate)
        {
            if (_errors.Count < MaxWaiting)
                _errors.Enqueue((code, detail));
        }
    }

    private async Task SendAllAsync(CancellationToken cancellation)
    {
        var nodeAt = long.MinValue;
        while (true)
        {
            if (!isStillSignedIn())
            {
                await CloseAsync(WebSocketCloseStatus.PolicyViolation, "the sign-in has ended");
                return;
            }
            await SendErrorsAsync(cancellation);
            await SendConnectionsAsync(cancellation);
            if (nodeAt == long.MinValue || plant.Clock.GetElapsedTime(nodeAt) >= options.NodeInterval)
            {
                nodeAt = plant.Clock.GetTimestamp();
                _message.Node(NodeAnswer.Of(plant.View, plant.Tallier, plant.Clock));
                await SendAsync(cancellation);
            }
            await SendEventsAsync(cancellation);
            await SendFreshAsync(cancellation);
            await SendNewsAsync(cancellation);
            if (WasTooSlow)
                return;
            await Task.Delay(_interval, plant.Clock, cancellation);
        }
    }

    private async Task SendErrorsAsync(CancellationToken cancellation)
    {
        while (true)
        {
            lock (_gate)
            {
                if (!_errors.TryDequeue(out var error))
                    return;
                _message.Error(error.Code, error.Detail);
            }
            await SendAsync(cancellation);
        }
    }

    private async Task SendConnectionsAsync(CancellationToken cancellation)
    {
        var changed = plant.View.Connections.Where(IsNews).ToList();
        if (changed.Count == 0)
            return;
        _message.Connections(changed);
        await SendAsync(cancellation);
    }

    private bool IsNews(ConnectionView connection)
    {
        var state = (connection.Status.State, connection.Status.Since);
        if (_connections.TryGetValue(connection.Status.Name, out var sent) && sent == state)
            return false;
        _connections[connection.Status.Name] = state;
        return true;
    }

    private async Task SendEventsAsync(CancellationToken cancellation)
    {
        var events = new List<EventAnswer>();
        long missed;
        lock (_gate)
        {
            if (_events is null)
                return;
            while (events.Count < options.MaxEventsPerMessage && _events.TryRead(out var happened))
                events.Add(EventAnswer.Of(happened!, plant.View));
            missed = _events.Missed - _eventsMissed;
            _eventsMissed += missed;
        }
        if (events.Count == 0 && missed == 0)
            return;
        _message.Events([.. events], missed);
        await SendAsync(cancellation);
    }

    /// <summary>All current values after a subscription, whether they change or not.</summary>
    private async Task SendFreshAsync(CancellationToken cancellation)
    {
        List<TagHandle>? fresh;
        lock (_gate)
            (fresh, _fresh) = (_fresh, null);
        for (var start = 0; fresh is not null && start < fresh.Count; start += options.MaxValuesPerMessage)
        {
            var samples = new List<Sample>();
            foreach (var tag in fresh.Skip(start).Take(options.MaxValuesPerMessage))
            {
                if (plant.View.Current.TryGet(tag, out var sample))
                    samples.Add(sample);
            }
            await SendValuesAsync(samples, cancellation);
        }
    }

    private async Task SendNewsAsync(CancellationToken cancellation)
    {
        // One round: what arrives while it is sent belongs to the next interval.
        for (var batches = 0; batches < options.MaxTags && _subscription.TryRead(out var batch); batches++)
        {
            using (batch)
            {
                for (var start = 0; start < batch!.Count; start += options.MaxValuesPerMessage)
                    await SendValuesAsync(new BatchPart(batch, start, Math.Min(options.MaxValuesPerMessage, batch.Count - start)), cancellation);
            }
        }
    }

    private async Task SendValuesAsync(IReadOnlyList<Sample> samples, CancellationToken cancellation)
    {
        var count = 0;
        lock (_gate)
        {
            _message.BeginValues();
            for (var i = 0; i < samples.Count; i++)
            {
                var sample = samples[i];
                if (!_watch.TryTake(sample, out var path))
                    continue;
                _message.Add(path, plant.View.Tags[sample.Tag], sample);
                count++;
            }
            _message.EndValues();
        }
        if (count > 0)
            await SendAsync(cancellation);
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        if (WasTooSlow)
            return;
        var send = socket.SendAsync(_message.Bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).AsTask();
        try
        {
            await send.WaitAsync(options.SendTimeout, plant.Clock, cancellation);
        }
        catch (TimeoutException)
        {
            WasTooSlow = true;
            await CloseAsync(WebSocketCloseStatus.PolicyViolation, "too slow");
        }
    }

    /// <summary>Says why and ends it; a client that does not read even that is dropped.</summary>
    private async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        try
        {
            await socket.CloseOutputAsync(status, reason, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(1), plant.Clock, CancellationToken.None);
        }
        catch (Exception e) when (e is TimeoutException or WebSocketException or IOException or InvalidOperationException)
        {
            socket.Abort();
        }
    }
}
