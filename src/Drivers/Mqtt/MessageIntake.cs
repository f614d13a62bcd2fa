using Millwright.Drivers.Output;
using Millwright.Drivers.Payloads;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Drivers.Mqtt;

/// <summary>From messages to samples. Used by one thread; its figures are read by any.</summary>
internal sealed class MessageIntake(TopicRouter router, SparkplugIntake sparkplug, Lock gate, TimeProvider clock)
{
    private readonly List<Reading> _readings = [];
    private readonly List<(MqttTag Tag, Reading Reading, bool IsHistorical)> _metrics = [];
    private long _received;
    private long _unmatched;
    private long _rejected;
    private long _repeated;
    private long _retained;
    private long _bytes;

    /// <summary>The last message that a tag could not take, for people; null when there was none.</summary>
    public string? LastReject { get; private set; }

    public IReadOnlyDictionary<string, long> Counters => new Dictionary<string, long>
    {
        ["messages"] = Interlocked.Read(ref _received),
        ["retained"] = Interlocked.Read(ref _retained),
        ["repeated"] = Interlocked.Read(ref _repeated),
        ["unmatched"] = Interlocked.Read(ref _unmatched),
        ["rejected"] = Interlocked.Read(ref _rejected),
    };

    public long Messages => Interlocked.Read(ref _received);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Hands on what a portion of messages holds.</summary>
    public async ValueTask TakeAsync(IReadOnlyList<MqttMessage> messages, ISourceOutput output, CancellationToken cancellation)
    {
        using var live = new BatchBuilder(messages.Count);
        using var past = new BatchBuilder(messages.Count);
        var synchronized = new List<MqttTag>();
        var first = new List<Sample>();
        foreach (var message in messages)
            Take(message, output, new(live, past, synchronized, first));
        foreach (var batch in past.Take())
            await output.FillAsync(batch, cancellation).ConfigureAwait(false);
        foreach (var batch in live.Take())
            await output.PublishAsync(batch, cancellation).ConfigureAwait(false);
        if (synchronized.Count == 0)
            return;
        // A message tells all of its tag: what was Uncertain at its first reading is said again as what it is.
        output.CycleCompleted(synchronized.Select(t => t.Handle).ToArray());
        using var again = new BatchBuilder(first.Count);
        foreach (var sample in first)
            again.Add(sample.Tag, sample.SourceTime, sample.Value, sample.Quality);
        foreach (var batch in again.Take())
            await output.PublishAsync(batch, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes a message for the newest values alone, before there is an output.</summary>
    public void Look(MqttMessage message)
    {
        using var live = new BatchBuilder(1);
        Take(message, null, new(live, live, [], []));
    }

    private void Take(MqttMessage message, ISourceOutput? output, Portion portion)
    {
        Interlocked.Increment(ref _received);
        Interlocked.Add(ref _bytes, message.Payload.Length);
        if (message.Retain)
            Interlocked.Increment(ref _retained);
        if (message.Duplicate)
            Interlocked.Increment(ref _repeated);
        if (SparkplugTopic.TryParse(message.Topic, out var topic) && sparkplug.Has(topic.Value))
        {
            TakeMetrics(topic.Value, message, output, portion);
            return;
        }
        var tags = router.Find(message.Topic);
        if (tags.Length == 0)
            Interlocked.Increment(ref _unmatched);
        // An empty message takes a retained one back: it says nothing of the tag.
        if (tags.Length == 0 || message.Payload.IsEmpty)
            return;
        var now = Timestamp.Now(clock);
        using var payload = new PayloadText(message.Payload);
        foreach (var tag in tags)
        {
            _readings.Clear();
            if (tag.Reading.Read(payload, _readings) is { } problem)
                Reject(tag, message, problem, output);
            else
                Add(tag, now, output, portion);
        }
    }

    private void TakeMetrics(SparkplugTopic topic, MqttMessage message, ISourceOutput? output, Portion portion)
    {
        _metrics.Clear();
        if (sparkplug.Take(topic, message.Payload.Span, output, _metrics) is { } problem)
        {
            Interlocked.Increment(ref _rejected);
            LastReject = $"{message.Topic}: {problem}";
            output?.Note($"a message of {LastReject}");
        }
        var now = Timestamp.Now(clock);
        foreach (var (tag, reading, isHistorical) in _metrics)
        {
            _readings.Clear();
            _readings.Add(reading);
            if (isHistorical && !reading.Time.IsNone)
                portion.Past.Add(tag.Handle, reading.Time, reading.Value, reading.Quality);
            else
                Add(tag, now, output, portion);
        }
    }

    private void Add(MqttTag tag, Timestamp now, ISourceOutput? output, Portion portion)
    {
        if (tag.Fault is not null)
        {
            tag.Fault = null;
            output?.TagRecovered(tag.Handle);
        }
        Sample? newest = null;
        foreach (var reading in _readings)
        {
            // Two messages of one moment are two samples: without times of their own the second comes a tick later.
            var time = reading.Time.IsNone ? new(Math.Max(now.Ticks, tag.Newest.Ticks + 1)) : reading.Time;
            if (time <= tag.Newest)
            {
                portion.Past.Add(tag.Handle, time, reading.Value, reading.Quality);
                continue;
            }
            tag.Newest = time;
            portion.Live.Add(tag.Handle, time, reading.Value, reading.Quality);
            newest = new(tag.Handle, time, reading.Value, reading.Quality);
        }
        if (newest is not { } last)
            return;
        lock (gate)
            tag.Last = last;
        if (tag.IsSynchronized)
            return;
        tag.IsSynchronized = true;
        portion.Synchronized.Add(tag);
        portion.First.Add(last);
    }

    private void Reject(MqttTag tag, MqttMessage message, string problem, ISourceOutput? output)
    {
        Interlocked.Increment(ref _rejected);
        LastReject = $"{message.Topic}: {problem}; it begins with: {PayloadText.Sample(message.Payload.Span)}";
        output?.Missed([tag.Handle], 1, GapCause.BadQuality);
        if (tag.Fault == problem)
            return;
        tag.Fault = problem;
        output?.TagFailed(tag.Handle, Quality.BadDecodingError, $"a message of {LastReject}", "correct 'payload', 'path' or 'as' of the tag, or what is published");
    }

    private readonly record struct Portion(BatchBuilder Live, BatchBuilder Past, List<MqttTag> Synchronized, List<Sample> First);
}
