using Millwright.Flow.Log;
using Millwright.Model;
using Millwright.Mqtt.Messages;
using Millwright.Publish.Forwarding;

namespace Millwright.Publish.UnifiedNamespace;

/// <summary>
/// Publishes each tag at a topic of its own. It is a cursor on the log that moves when the broker has acknowledged, so neither a kill nor a broker
/// that is away loses a sample; after a kill the last ones may come twice, with the same time.
/// </summary>
public sealed class UnifiedNamespaceFace : IAsyncDisposable
{
    /// <summary>The cursor's name, and the sink's in the ledger.</summary>
    public const string CursorName = "uns";

    /// <summary>The cursor's place is stored no more often than this: what it costs to be killed is to send so much twice.</summary>
    private static readonly TimeSpan StoreEvery = TimeSpan.FromMilliseconds(200);

    private readonly ForwardParts _parts;
    private readonly UnifiedNamespaceOptions _options;
    private readonly ChangeRule _rule;
    private readonly TagSelection _selection;
    private readonly TopicTemplate? _template;
    private readonly BrokerLine _line;
    private readonly Wakeup _wakeup;
    private readonly SendWindow _window = new();
    private readonly Dictionary<TagHandle, TopicState> _topics = [];
    private readonly HashSet<TagHandle> _holding = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private int _version = -1;
    private volatile string? _fault;
    private long _leftOut;
    private long _storedAt;

    public UnifiedNamespaceFace(ForwardParts parts, UnifiedNamespaceOptions options)
    {
        (_parts, _options) = (parts, options);
        _rule = new(options.OnChange, options.Deadband, options.AtMostEvery);
        _template = options.Topic is { } topic ? new(topic) : null;
        _selection = new(options.Select, options.Except);
        _wakeup = new(parts.Clock);
        var client = options.ClientOptions($"millwright-{parts.Plant.ToString().Replace('/', '-')}-uns", parts.Clock);
        _line = new("the unified namespace", options.Address, client, _wakeup.Call, parts.Logger);
        parts.Log.CommittedChanged += OnCommitted;
        _line.Client.Start();
        _running = Task.Run(RunAsync);
    }

    public ForwardStatus Status => new(_line.IsConnected, _fault ?? _line.Problem, _line.Acknowledged, _line.Refused, Interlocked.Read(ref _leftOut));

    public async ValueTask DisposeAsync()
    {
        _parts.Log.CommittedChanged -= OnCommitted;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        await _line.DisposeAsync().ConfigureAwait(false);
        _parts.Cursor.Dispose();
        _stop.Dispose();
    }

    private void OnCommitted(LogPosition position) => _wakeup.Call();

    private async Task RunAsync()
    {
        var cancellation = _stop.Token;
        try
        {
            Begin();
            while (!cancellation.IsCancellationRequested)
            {
                while (!_window.IsFull && !cancellation.IsCancellationRequested && _parts.Cursor.TryRead(out var entry))
                {
                    using (entry.Batch)
                        Offer(entry.Position, entry.Batch);
                }
                SendHeld();
                Store(isEnd: false);
                await _wakeup.SleepAsync(_holding.Count > 0 || _window.Count > 0 ? StoreEvery : TimeSpan.FromSeconds(1), cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The face ends.
        }
        Store(isEnd: true);
    }

    /// <summary>A new namespace begins with what is known now, not with all that the log still holds.</summary>
    private void Begin()
    {
        var position = _parts.Cursor.Acknowledged;
        _window.Read(position);
        if (!_parts.IsNew)
            return;
        foreach (var handle in _parts.Tags.Active)
        {
            if (_parts.Current.TryGet(handle, out var sample))
                Offer(position, sample);
        }
    }

    private void Offer(LogPosition position, SampleBatch batch)
    {
        _window.Read(position);
        for (var i = 0; i < batch.Count; i++)
            Offer(position, batch[i]);
    }

    private void Offer(LogPosition position, in Sample sample)
    {
        if (TopicOf(sample.Tag) is not { } topic)
            return;
        switch (_rule.Judge(topic.Sent, sample, topic.Definition.Range))
        {
            case ChangeVerdict.Send:
                TakeOver(topic, sample.Tag);
                Send(topic, position, sample);
                break;
            case ChangeVerdict.Hold:
                TakeOver(topic, sample.Tag);
                topic.Held = (position, sample, _parts.Clock.GetTimestamp());
                _holding.Add(sample.Tag);
                break;
            default:
                // Back where it was: what waited is no longer news.
                TakeOver(topic, sample.Tag);
                Interlocked.Increment(ref _leftOut);
                break;
        }
    }

    /// <summary>A newer sample takes the place of one that waits.</summary>
    private void TakeOver(TopicState topic, TagHandle tag)
    {
        if (topic.Held is null)
            return;
        topic.Held = null;
        _holding.Remove(tag);
        Interlocked.Increment(ref _leftOut);
    }

    private void Send(TopicState topic, LogPosition position, in Sample sample)
    {
        topic.Sent = sample;
        var payload = NamespacePayload.Write(sample, topic.Definition, isNamed: _template is not null);
        _window.Add(position, _line.SendAsync(new(topic.Name, payload, MqttQos.AtLeastOnce, _options.Retain)));
    }

    private void SendHeld()
    {
        foreach (var handle in _holding)
        {
            var topic = _topics[handle];
            if (topic.Held is not { } held || _parts.Clock.GetElapsedTime(held.Since) < _options.AtMostEvery)
                continue;
            topic.Held = null;
            Send(topic, held.Position, held.Sample);
        }
        _holding.RemoveWhere(h => _topics[h].Held is null);
    }

    private void Store(bool isEnd)
    {
        LogPosition? held = null;
        foreach (var handle in _holding)
        {
            if (_topics[handle].Held is { } waiting && (held is null || waiting.Position < held.Value))
                held = waiting.Position;
        }
        var settled = _window.Settle(held);
        if (settled <= _parts.Cursor.Acknowledged || (!isEnd && _parts.Clock.GetElapsedTime(_storedAt) < StoreEvery))
            return;
        _storedAt = _parts.Clock.GetTimestamp();
        try
        {
            _parts.Cursor.Acknowledge(settled);
            _fault = null;
        }
        catch (IOException e)
        {
            // Published it is; where we are is stored with the next attempt.
            _fault = $"the unified namespace cannot store its place: {e.Message}";
        }
    }

    private TopicState? TopicOf(TagHandle handle)
    {
        if (_version != _parts.Tags.Version)
        {
            // Another configuration: names and units may differ, and what was held still goes where it belonged.
            _version = _parts.Tags.Version;
            foreach (var known in _topics.Keys.Where(k => _topics[k].Held is null).ToList())
                _topics.Remove(known);
        }
        if (_topics.TryGetValue(handle, out var topic))
            return topic.Name.Length == 0 ? null : topic;
        if (!_parts.Tags.TryGet(handle, out var tag))
            return null;
        var isOurs = tag.Path.IsWithin(_parts.Plant) && tag.Path != _parts.Plant && _selection.Has(tag.Path, _parts.Plant);
        var name = !isOurs ? "" : _template is { } template ? template.Of(tag.Path, _parts.Plant) : _options.Prefix is { } prefix ? $"{prefix}/{tag.Path}" : tag.Path.ToString();
        _topics.Add(handle, topic = new(name, tag));
        return isOurs ? topic : null;
    }

    private sealed class TopicState(string name, TagDefinition definition)
    {
        /// <summary>Empty when the tag is not published.</summary>
        public string Name { get; } = name;

        public TagDefinition Definition { get; } = definition;

        public Sample Sent { get; set; }

        public (LogPosition Position, Sample Sample, long Since)? Held { get; set; }
    }
}
