using System.Threading.Channels;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Drivers.Mqtt;

/// <summary>
/// One connection to a broker. A message is acknowledged when its samples are durable in the log, so that with a session nothing that was
/// acknowledged is lost, and what could not be stored comes again.
/// </summary>
internal sealed class MqttSource : ISource, ISourceWriter
{
    private const int MaxPortion = 1_024;

    private readonly SourceSetup _setup;
    private readonly MqttConnectionOptions _options;
    private readonly MqttConnector _connector;
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<MqttTag> _tags;
    private readonly Dictionary<TagHandle, MqttTag> _byHandle;
    private readonly TopicRouter _router;
    private readonly SparkplugIntake _sparkplug;
    private readonly MessageIntake _intake;
    private MqttLink? _link;
    private MqttConnection? _connection;
    private IReadOnlyList<(string Filter, MqttReasonCode Code)> _refused = [];
    private bool _isRunning;

    public MqttSource(SourceSetup setup)
    {
        _setup = setup;
        _options = (MqttConnectionOptions)setup.Options;
        _connector = new(_options, setup.Clock);
        _tags = [.. setup.Tags.Select(t => new MqttTag(t, _options))];
        _byHandle = _tags.ToDictionary(t => t.Handle);
        _router = new(_tags);
        _sparkplug = new(_tags, setup.Clock);
        _intake = new(_router, _sparkplug, _gate, setup.Clock);
    }

    public SourceDiagnostics Diagnostics => new()
    {
        Identity = _connection is { } c ? $"MQTT {_options.Version}, client '{c.ClientId}'{(c.SessionPresent ? ", session resumed" : "")}{(_intake.LastReject is { } reject ? $"; last rejected: {reject}" : "")}" : null,
        Requests = _intake.Messages,
        WireBytes = _intake.Bytes,
        Counters = _intake.Counters,
    };

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        var link = new MqttLink(_connector, _connector.ForTags);
        lock (_gate)
            _link = link;
        _connection = await link.ConnectAsync(cancellation).ConfigureAwait(false);
        IReadOnlyList<string> filters = [.. _options.Subscribe is { Count: > 0 } written ? written : _router.Filters, .. _sparkplug.Filters];
        _refused = await link.SubscribeAsync(filters, _connector.Qos, _options.Timeout, _setup.Clock, cancellation).ConfigureAwait(false);
        await link.SayAsync(_connector.HostState(online: true), cancellation).ConfigureAwait(false);
        _sparkplug.AskAll();
        await AskAsync(link, cancellation).ConfigureAwait(false);
    }

    public async Task RunAsync(ISourceOutput output, CancellationToken cancellation)
    {
        var link = Link();
        Volatile.Write(ref _isRunning, true);
        output.Note($"connected to {_connector.Address}{(_connection!.SessionPresent ? "; the session is resumed" : "")}");
        TellFaults(output);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var taken = Channel.CreateBounded<IReadOnlyList<MqttMessage>>(new BoundedChannelOptions(MaxPortion) { SingleReader = true, SingleWriter = true });
        var intake = TakeAsync(link, output, taken.Writer, stop.Token);
        var acknowledging = AcknowledgeAsync(output, taken.Reader, stop.Token);
        await Task.WhenAny(intake, acknowledging, link.Ended).ConfigureAwait(false);
        var isLost = link.Ended.IsCompleted;
        await stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(intake, acknowledging).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (isLost && !cancellation.IsCancellationRequested)
        {
            throw await link.LostAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask<SampleBatch> ReadAsync(IReadOnlyList<TagHandle> tags, CancellationToken cancellation)
    {
        var link = Link();
        var asked = tags.Select(t => _byHandle.GetValueOrDefault(t) ?? throw NotRead()).ToList();
        if (!Volatile.Read(ref _isRunning))
            await ListenAsync(link, asked, cancellation).ConfigureAwait(false);
        var batch = SampleBatch.Rent(Math.Max(1, asked.Count));
        lock (_gate)
        {
            foreach (var tag in asked)
                batch.Add(tag.Last ?? new(tag.Handle, Timestamp.Now(_setup.Clock), TagValue.None, Quality.BadWaitingForInitialData));
        }
        return batch;
    }

    public async ValueTask WriteAsync(TagHandle tag, TagValue value, CancellationToken cancellation)
    {
        var link = Link();
        var target = _byHandle.GetValueOrDefault(tag) ?? throw NotRead();
        var publication = target.IsSparkplug ? CommandOf(target, value) : SetPointOf(target, value);
        try
        {
            if (!link.Client.IsConnected)
                throw new SourceException(new(SourceFaultKind.Unreachable, $"{_connector.Address}: not connected", "wait until the connection is back"));
            await link.Client.PublishAsync(publication, cancellation).AsTask()
                .WaitAsync(_options.Timeout, _setup.Clock, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MqttException or TimeoutException)
        {
            throw new SourceException(_connector.FaultOf(e), e);
        }
    }

    private MqttPublication SetPointOf(MqttTag target, TagValue value)
    {
        if (target.Options.WriteTopic is not { } pattern || !TopicPattern.TryFill(pattern, target.Source.Path, out var topic, out _))
            throw new SourceException(new(SourceFaultKind.Configuration, $"{target.Source.Path}: the tag has no topic to write to", "add 'write_topic'"));
        return new(topic, SetPoint.Payload(target.Options, value, Timestamp.Now(_setup.Clock)), MqttQos.AtLeastOnce, target.Options.WriteRetain);
    }

    private MqttPublication CommandOf(MqttTag target, TagValue value)
    {
        var parts = (target.Topic ?? "").Split('/');
        if (parts.Length is not (2 or 3) || target.Options.Path is not { } name)
            throw new SourceException(new(SourceFaultKind.Configuration, $"{target.Source.Path}: the tag names no metric of an edge node or device", "write 'topic: group/node/device' and 'path'"));
        if (target.MetricType == MetricDataType.Unknown)
            throw new SourceException(new(SourceFaultKind.Unreachable, $"{target.Source.Path}: {target.Topic} has not been born with a metric '{name}'", "wait for its birth, or look whether the edge node runs"));
        if (MetricCommand.Payload(name, target.MetricType, value, Timestamp.Now(_setup.Clock)) is not { } payload)
            throw new SourceException(new(SourceFaultKind.Configuration, $"{target.Source.Path}: a metric of {target.MetricType} does not hold {value}", "write a value of the metric's type"));
        var type = parts.Length == 3 ? SparkplugMessageType.DeviceCommand : SparkplugMessageType.NodeCommand;
        return new(new SparkplugTopic(type, parts[0], parts[1], parts.Length == 3 ? parts[2] : null).ToString(), payload);
    }

    public IAsyncEnumerable<BrowseItem> BrowseAsync(string? node, CancellationToken cancellation) =>
        new MqttBrowser(_connector, _options, _setup.Clock).BrowseAsync(node, cancellation);

    public bool TryUpdate(IReadOnlyList<SourceTag> tags) => false;

    public async ValueTask DisposeAsync()
    {
        MqttLink? link;
        lock (_gate)
            (link, _link) = (_link, null);
        if (link is null)
            return;
        await SayGoodbyeAsync(link).ConfigureAwait(false);
        await link.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>After a DISCONNECT the broker publishes no will: a host says itself that it goes.</summary>
    private async Task SayGoodbyeAsync(MqttLink link)
    {
        if (_options.HostId is null || !link.Client.IsConnected)
            return;
        using var patience = new CancellationTokenSource(_options.Timeout, _setup.Clock);
        try
        {
            await link.SayAsync(_connector.HostState(online: false), patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SourceException or OperationCanceledException)
        {
            // The connection has gone meanwhile: the will says it.
            return;
        }
    }

    private async Task TakeAsync(MqttLink link, ISourceOutput output, ChannelWriter<IReadOnlyList<MqttMessage>> taken, CancellationToken cancellation)
    {
        var next = link.Client.ReceiveAsync(cancellation).AsTask();
        while (true)
        {
            var portion = new List<MqttMessage> { await next.ConfigureAwait(false) };
            next = link.Client.ReceiveAsync(cancellation).AsTask();
            while (portion.Count < MaxPortion && next.IsCompletedSuccessfully)
            {
                portion.Add(await next.ConfigureAwait(false));
                next = link.Client.ReceiveAsync(cancellation).AsTask();
            }
            await _intake.TakeAsync(portion, output, cancellation).ConfigureAwait(false);
            await AskAsync(link, cancellation).ConfigureAwait(false);
            await taken.WriteAsync(portion, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Asks edge nodes for their births.</summary>
    private async Task AskAsync(MqttLink link, CancellationToken cancellation)
    {
        while (_sparkplug.ToAsk.TryDequeue(out var topic))
            await link.SayAsync(new(topic, RebirthCommand.Payload(Timestamp.Now(_setup.Clock))), cancellation).ConfigureAwait(false);
    }

    private async Task AcknowledgeAsync(ISourceOutput output, ChannelReader<IReadOnlyList<MqttMessage>> taken, CancellationToken cancellation)
    {
        var portions = new List<IReadOnlyList<MqttMessage>>();
        while (await taken.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            portions.Clear();
            while (taken.TryRead(out var portion))
                portions.Add(portion);
            if (!await output.WhenDurableAsync(cancellation).ConfigureAwait(false))
            {
                throw new SourceException(new(SourceFaultKind.LocalResource, $"{_connector.Address}: the log could not keep what came; the broker is not told that we have it",
                    "see the alert of the log; with 'session' the broker sends it again"));
            }
            foreach (var message in portions.SelectMany(p => p))
                message.Acknowledge();
        }
    }

    /// <summary>Without a run nobody else takes the messages: waits until each tag has one, or the patience is over.</summary>
    private async Task ListenAsync(MqttLink link, List<MqttTag> asked, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timer = _setup.Clock.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), patience, _options.Listen, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false))
        {
            try
            {
                while (asked.Exists(t => t.Last is null))
                {
                    // Not acknowledged: it was looked at, not kept.
                    _intake.Look(await link.Client.ReceiveAsync(patience.Token).ConfigureAwait(false));
                }
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void TellFaults(ISourceOutput output)
    {
        foreach (var tag in _tags.Where(t => t.Missing is not null))
            output.TagFailed(tag.Handle, Quality.BadConfigurationError, $"{tag.Source.Path} has no {{{tag.Missing}}} for its topic", "write the tag's own 'topic'");
        foreach (var (filter, code) in _refused)
        {
            output.Note($"the broker refused the subscription to '{filter}': {code}");
            foreach (var tag in _tags.Where(t => t.Topic == filter))
                output.TagFailed(tag.Handle, Quality.BadNoCommunication, $"the broker refused the subscription to '{filter}': {code}", "allow it in the broker's access rules");
        }
    }

    private MqttLink Link() => _link
        ?? throw new SourceException(new(SourceFaultKind.Unreachable, $"{_connector.Address}: not connected", "wait until the connection is back"));

    private SourceException NotRead() =>
        new(new(SourceFaultKind.Configuration, $"{_connector.Address}: the tag is not read from this connection", "reload the configuration"));
}
