using Millwright.Model;

namespace Millwright.Drivers.OpcUa;

/// <summary>What stays of a link that was given up: up to which time its tags and events were whole.</summary>
/// <param name="WholeUntilTicks">.NET ticks of source time by tag.</param>
/// <param name="EventsHeardAt">When the server's events were last listened to; null when they were not.</param>
internal sealed record LeftTimes(IReadOnlyDictionary<TagHandle, long> WholeUntilTicks, DateTimeOffset? EventsHeardAt) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
