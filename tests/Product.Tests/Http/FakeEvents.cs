using Millwright.Historian.Events;
using Millwright.Historian.Health;
using Millwright.Model;

namespace Millwright.Product.Tests.Http;

/// <summary>Events that a test lays down, and the last question that was asked.</summary>
internal sealed class FakeEvents : IEventStore
{
    public List<Event> All { get; } = [];

    public EventQuery? Asked { get; private set; }

    public IReadOnlyList<HistorianFinding> Findings => [];

    public EventPage Query(EventQuery query, CancellationToken cancellation)
    {
        Asked = query;
        var found = All.Where(query.Matches).OrderByDescending(EventPlace.Of).Where(e => query.After is not { } after || EventPlace.Of(e) < after).ToList();
        return new([.. found.Take(query.Limit)], found.Count > query.Limit ? EventPlace.Of(found[query.Limit - 1]) : null);
    }
}
