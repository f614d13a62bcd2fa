using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Supervision;

/// <summary>What one session of a source may say. After the session nothing it says is heard, so that a source that did not stop cannot call old values Good.</summary>
internal sealed class SourceOutput(Connection connection) : ISourceOutput
{
    private volatile bool _detached;

    /// <summary>True once a sample of this session was accepted.</summary>
    public bool HasDelivered { get; set; }

    public void Detach() => _detached = true;

    public async ValueTask PublishAsync(SampleBatch batch, CancellationToken cancellation)
    {
        if (_detached)
            batch.Dispose();
        else
            await connection.AcceptAsync(this, batch, cancellation).ConfigureAwait(false);
    }

    public async ValueTask FillAsync(SampleBatch batch, CancellationToken cancellation)
    {
        if (_detached)
            batch.Dispose();
        else
            await connection.FillAsync(batch, cancellation).ConfigureAwait(false);
    }

    public async ValueTask<Task> StoreAsync(SampleBatch batch, bool isPast, CancellationToken cancellation)
    {
        if (!_detached)
            return await connection.StoreAsync(this, batch, isPast, cancellation).ConfigureAwait(false);
        batch.Dispose();
        throw new SourceException(new(SourceFaultKind.Unreachable, $"connection {connection.Setup.Name} is being restarted", "send it again"));
    }

    public async ValueTask EventsAsync(IReadOnlyList<Event> events, EventDelivery delivery, CancellationToken cancellation)
    {
        if (!_detached)
            await connection.EventsAsync(events, delivery, cancellation).ConfigureAwait(false);
    }

    public ValueTask<bool> WhenDurableAsync(CancellationToken cancellation) =>
        _detached ? ValueTask.FromResult(false) : connection.WhenDurableAsync(cancellation);

    public void CycleCompleted(ReadOnlySpan<TagHandle> tags)
    {
        if (!_detached)
            connection.CycleCompleted(tags);
    }

    public void TagFailed(TagHandle tag, Quality quality, string problem, string remedy)
    {
        if (!_detached)
            connection.TagFailed(tag, quality, problem, remedy);
    }

    public void TagRecovered(TagHandle tag)
    {
        if (!_detached)
            connection.TagRecovered(tag);
    }

    public void DeviceRestarted(string evidence, ReadOnlySpan<TagHandle> tags)
    {
        if (!_detached)
            connection.DeviceRestarted(evidence, tags);
    }

    public void Missed(ReadOnlySpan<TagHandle> tags, int missedPerTag, GapCause cause)
    {
        if (!_detached)
            connection.Missed(tags, missedPerTag, cause);
    }

    public void Note(string message)
    {
        if (!_detached)
            connection.Note(message);
    }
}
