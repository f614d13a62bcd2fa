using System.Collections.Concurrent;
using Millwright.Flow.Log;
using Millwright.Model;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Sparkplug;
using Millwright.Publish.Forwarding;

namespace Millwright.Publish.Sparkplug;

/// <summary>
/// One connection of the edge node: from its will to its end. Data goes with QoS 0, as Sparkplug has it, so no message is acknowledged; a broker that
/// answers a SUBSCRIBE has had all that was sent before it, and what it has not answered for is sent again in the next session, as historical.
/// </summary>
internal sealed class EdgeSession : IAsyncDisposable
{
    private const int MaxMetrics = 500;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly EdgeParts _parts;
    private readonly SparkplugOptions _options;
    private readonly EdgeBacklog _backlog;
    private readonly byte _bdSeq;
    private readonly Wakeup _wakeup;
    private readonly MqttClient _client;
    private readonly ConcurrentQueue<MqttMessage> _messages = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _alive = new(StringComparer.Ordinal);
    private readonly Dictionary<TagHandle, Timestamp> _newest = [];
    private readonly EdgeCommands _commands;
    private EdgeTags _tags;
    private EdgeNodeState _state;
    private Timestamp _bornAt;
    private Task? _confirming;
    private long _confirmMark;

    public EdgeSession(EdgeParts parts, SparkplugOptions options, EdgeBacklog backlog, byte bdSeq)
    {
        (_parts, _options, _backlog, _bdSeq) = (parts, options, backlog, bdSeq);
        _wakeup = new(parts.Forward.Clock);
        _tags = TagsNow();
        _state = EdgeNodeState.Begin(options.PrimaryHost is not null);
        _commands = new(parts, options);
        var client = options.ClientOptions($"millwright-{options.Group}-{options.EdgeNode}", parts.Forward.Clock);
        _client = new MqttClient(client with
        {
            Will = () => new(Topic(SparkplugMessageType.NodeDeath), EdgePayloads.NodeDeath(_bdSeq, Now), MqttQos.AtLeastOnce),
            Disconnected = End,
        });
    }

    /// <summary>True once the broker accepted us.</summary>
    public bool WasConnected { get; private set; }

    public bool IsBorn => _state.Phase == EdgeNodePhase.Born;

    private Timestamp Now => Timestamp.Now(_parts.Forward.Clock);

    /// <summary>Runs until the connection ends, or the primary host goes.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<string> RunAsync(Action<EdgeSession> connected, CancellationToken cancellation)
    {
        _client.Start();
        var connecting = _client.ConnectedAsync(cancellation);
        await Task.WhenAny(connecting, _ended.Task).ConfigureAwait(false);
        if (!connecting.IsCompletedSuccessfully)
            return await EndedAsync(cancellation).ConfigureAwait(false);
        _parts.Forward.Log.CommittedChanged += OnCommitted;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var receiving = ReceiveAsync(stop.Token);
        try
        {
            await _client.SubscribeAsync(Subscriptions(), cancellation).ConfigureAwait(false);
            WasConnected = true;
            connected(this);
            _state = _state.Connected(out var action);
            await DoAsync(action, cancellation).ConfigureAwait(false);
            while (!_ended.Task.IsCompleted)
            {
                await HearAsync(cancellation).ConfigureAwait(false);
                if (_state.Phase == EdgeNodePhase.Offline)
                    return $"the primary host '{_options.PrimaryHost}' is offline";
                if (IsBorn)
                    await PublishAsync(cancellation).ConfigureAwait(false);
                await _wakeup.SleepAsync(LookEvery, cancellation).ConfigureAwait(false);
            }
        }
        catch (MqttException e)
        {
            End(e.Message);
        }
        finally
        {
            _parts.Forward.Log.CommittedChanged -= OnCommitted;
            await stop.CancelAsync().ConfigureAwait(false);
            await receiving.ConfigureAwait(false);
        }
        return await EndedAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        // An intended end is told: the broker publishes no will after a DISCONNECT.
        if (IsBorn && _client.IsConnected)
            await SayDeathAsync().ConfigureAwait(false);
        await _client.DisposeAsync().ConfigureAwait(false);
        await _commands.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<string> EndedAsync(CancellationToken cancellation) =>
        _client.Refused?.Message ?? await _ended.Task.WaitAsync(cancellation).ConfigureAwait(false);

    private void End(string cause)
    {
        _ended.TrySetResult(cause);
        _wakeup.Call();
    }

    private void OnCommitted(LogPosition position) => _wakeup.Call();

    private List<MqttSubscription> Subscriptions()
    {
        var head = $"{SparkplugTopic.Namespace}/{_options.Group}";
        List<MqttSubscription> filters = [new($"{head}/NCMD/{_options.EdgeNode}"), new($"{head}/DCMD/{_options.EdgeNode}/+")];
        if (_options.PrimaryHost is { } host)
            filters.AddRange([new($"{SparkplugTopic.Namespace}/STATE/{host}"), new($"STATE/{host}")]);
        return filters;
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                _messages.Enqueue(await _client.ReceiveAsync(cancellation).ConfigureAwait(false));
                _wakeup.Call();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The session ends.
        }
    }

    private async Task HearAsync(CancellationToken cancellation)
    {
        while (_messages.TryDequeue(out var message))
        {
            if (!SparkplugTopic.TryParse(message.Topic, out var topic))
                continue;
            var action = EdgeNodeAction.None;
            if (topic.Value.Type is SparkplugMessageType.HostState or SparkplugMessageType.LegacyHostState)
            {
                if (HostStatePayload.TryRead(message.Payload.Span, out var online, out var timestamp))
                    _state = _state.HostSaid(online, timestamp, out action);
            }
            else if (_commands.Take(topic.Value, message.Payload.Span, _tags))
            {
                _state = _state.RebirthAsked(out action);
            }
            await DoAsync(action, cancellation).ConfigureAwait(false);
        }
        if (_tags.Version == _parts.Forward.Tags.Version)
            return;
        _tags = TagsNow();
        _state = _state.RebirthAsked(out var again);
        await DoAsync(again, cancellation).ConfigureAwait(false);
    }

    private async Task DoAsync(EdgeNodeAction action, CancellationToken cancellation)
    {
        switch (action)
        {
            case EdgeNodeAction.Birth:
                _alive.Clear();
                _newest.Clear();
                _bornAt = Now;
                await SendAsync(SparkplugMessageType.NodeBirth, null, EdgePayloads.NodeBirth(_bdSeq, TakeSeq(), _bornAt), cancellation).ConfigureAwait(false);
                await LookAtDevicesAsync(cancellation).ConfigureAwait(false);
                break;
            case EdgeNodeAction.Die:
                await SayDeathAsync().ConfigureAwait(false);
                break;
        }
    }

    private async Task SayDeathAsync()
    {
        try
        {
            await _client.PublishAsync(new(Topic(SparkplugMessageType.NodeDeath), EdgePayloads.NodeDeath(_bdSeq, Now)), CancellationToken.None).ConfigureAwait(false);
        }
        catch (MqttException e)
        {
            // The connection has gone meanwhile: the will says it.
            End(e.Message);
        }
    }

    /// <summary>Sends what was not confirmed, then what the log has; when that is all, what has become of the devices.</summary>
    private async Task PublishAsync(CancellationToken cancellation)
    {
        var portion = new List<(EdgeTag Tag, Sample Sample, bool IsHistorical)>();
        while (_backlog.TryNext(out var sample, out var isAgain))
        {
            // A device that is away says nothing by its Bad marks that its death does not say.
            if (_tags.Find(sample.Tag) is not { } tag || (sample.Value.IsNone && !_parts.IsUp(tag.Device)))
                continue;
            if (portion.Count > 0 && (portion.Count == MaxMetrics || portion[0].Tag.Device != tag.Device))
                await SendDataAsync(portion, cancellation).ConfigureAwait(false);
            portion.Add((tag, sample, isAgain || IsHistorical(sample)));
        }
        await SendDataAsync(portion, cancellation).ConfigureAwait(false);
        await LookAtDevicesAsync(cancellation).ConfigureAwait(false);
        Confirm(cancellation);
    }

    /// <summary>True for what is older than the births, or than what was sent of its tag: live data is in the order of its times.</summary>
    private bool IsHistorical(in Sample sample)
    {
        if (sample.SourceTime < _bornAt || (_newest.TryGetValue(sample.Tag, out var newest) && sample.SourceTime < newest))
            return true;
        _newest[sample.Tag] = sample.SourceTime;
        return false;
    }

    private async Task SendDataAsync(List<(EdgeTag Tag, Sample Sample, bool IsHistorical)> portion, CancellationToken cancellation)
    {
        if (portion.Count == 0)
            return;
        var device = portion[0].Tag.Device;
        if (_alive.Add(device))
            await BirthAsync(device, cancellation).ConfigureAwait(false);
        await SendAsync(SparkplugMessageType.DeviceData, device, EdgePayloads.DeviceData(portion, TakeSeq(), Now), cancellation).ConfigureAwait(false);
        portion.Clear();
    }

    private async Task LookAtDevicesAsync(CancellationToken cancellation)
    {
        foreach (var device in _tags.Devices.Keys)
        {
            var isUp = _parts.IsUp(device);
            if (isUp && _alive.Add(device))
                await BirthAsync(device, cancellation).ConfigureAwait(false);
            else if (!isUp && _alive.Remove(device))
                await SendAsync(SparkplugMessageType.DeviceDeath, device, EdgePayloads.DeviceDeath(TakeSeq(), Now), cancellation).ConfigureAwait(false);
        }
    }

    private Task BirthAsync(string device, CancellationToken cancellation) =>
        SendAsync(SparkplugMessageType.DeviceBirth, device, EdgePayloads.DeviceBirth(_tags.Devices[device], _parts.Forward.Current, TakeSeq(), Now), cancellation);

    /// <summary>Asks the broker how far it is, one question at a time.</summary>
    private void Confirm(CancellationToken cancellation)
    {
        if (_confirming is { IsCompleted: false })
            return;
        if (_confirming is { IsCompletedSuccessfully: true })
            _backlog.Confirmed(_confirmMark);
        _confirming = null;
        if (_backlog.Sent == _backlog.ConfirmedThrough)
            return;
        _confirmMark = _backlog.Sent;
        _confirming = _client.SubscribeAsync([new($"{SparkplugTopic.Namespace}/{_options.Group}/NCMD/{_options.EdgeNode}")], cancellation);
        _confirming.ContinueWith(static (_, wakeup) => ((Wakeup)wakeup!).Call(), _wakeup, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private Task SendAsync(SparkplugMessageType type, string? device, byte[] payload, CancellationToken cancellation) =>
        _client.PublishAsync(new(Topic(type, device), payload), cancellation).AsTask();

    private string Topic(SparkplugMessageType type, string? device = null) => new SparkplugTopic(type, _options.Group, _options.EdgeNode, device).ToString();

    private byte TakeSeq()
    {
        _state = _state.TakeSeq(out var seq);
        return seq;
    }

    private EdgeTags TagsNow() => new(_parts.Forward.Tags, _parts.Forward.Plant, new(_options.Select, _options.Except));
}
