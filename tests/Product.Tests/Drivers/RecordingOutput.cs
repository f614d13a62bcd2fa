using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Product.Tests.Drivers;

/// <summary>Writes down all that a source says, and lets a test wait for it.</summary>
internal sealed class RecordingOutput : ISourceOutput
{
    private readonly Lock _gate = new();
    private readonly List<Sample> _samples = [];
    private readonly List<Sample> _filled = [];
    private readonly List<string> _events = [];
    private readonly List<(Event Happened, EventDelivery Delivery)> _happened = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<Sample> Samples
    {
        get
        {
            lock (_gate)
                return [.. _samples];
        }
    }

    /// <summary>In the order said: <c>published 3</c>, <c>completed 3</c>, <c>failed #1 …</c>, <c>recovered #1</c>, <c>restarted …</c>, <c>missed 3 cause</c>.</summary>
    public IReadOnlyList<string> Events
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    public ValueTask PublishAsync(SampleBatch batch, CancellationToken cancellation)
    {
        using (batch)
        {
            lock (_gate)
            {
                for (var i = 0; i < batch.Count; i++)
                    _samples.Add(batch[i]);
            }
            Say($"published {batch.Count}");
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>Samples of the past, in the order given.</summary>
    public IReadOnlyList<Sample> Filled
    {
        get
        {
            lock (_gate)
                return [.. _filled];
        }
    }

    public ValueTask FillAsync(SampleBatch batch, CancellationToken cancellation)
    {
        using (batch)
        {
            lock (_gate)
            {
                for (var i = 0; i < batch.Count; i++)
                    _filled.Add(batch[i]);
            }
            Say($"filled {batch.Count}");
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>What <see cref="WhenDurableAsync"/> answers, and when.</summary>
    public Func<Task<bool>> Durable { get; set; } = () => Task.FromResult(true);

    public async ValueTask<bool> WhenDurableAsync(CancellationToken cancellation) => await Durable().WaitAsync(cancellation);

    public async ValueTask<Task> StoreAsync(SampleBatch batch, bool isPast, CancellationToken cancellation)
    {
        await (isPast ? FillAsync(batch, cancellation) : PublishAsync(batch, cancellation));
        return Task.CompletedTask;
    }

    /// <summary>What the source said happened, with how it said it.</summary>
    public IReadOnlyList<(Event Happened, EventDelivery Delivery)> Happened
    {
        get
        {
            lock (_gate)
                return [.. _happened];
        }
    }

    public ValueTask EventsAsync(IReadOnlyList<Event> events, EventDelivery delivery, CancellationToken cancellation)
    {
        lock (_gate)
            _happened.AddRange(events.Select(e => (e, delivery)));
        Say($"{delivery} events {events.Count}");
        return ValueTask.CompletedTask;
    }

    public void CycleCompleted(ReadOnlySpan<TagHandle> tags) => Say($"completed {tags.Length}");

    public void TagFailed(TagHandle tag, Quality quality, string problem, string remedy) => Say($"failed {tag} {quality} {problem}");

    public void TagRecovered(TagHandle tag) => Say($"recovered {tag}");

    public void DeviceRestarted(string evidence, ReadOnlySpan<TagHandle> tags) => Say($"restarted {evidence}");

    public void Missed(ReadOnlySpan<TagHandle> tags, int missedPerTag, GapCause cause) => Say($"missed {tags.Length} {cause}");

    public void Note(string message) => Say($"note {message}");

    /// <summary>Waits until the events satisfy a condition, 20 s at most.</summary>
    public async Task UntilAsync(Func<IReadOnlyList<string>, bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (true)
        {
            Task changed;
            lock (_gate)
                changed = _changed.Task;
            if (condition(Events))
                return;
            try
            {
                await changed.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new InvalidOperationException("It did not come to pass; what was said:\n" + string.Join('\n', Events.TakeLast(40)));
            }
        }
    }

    private void Say(string text)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _events.Add(text);
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        changed.SetResult();
    }
}
