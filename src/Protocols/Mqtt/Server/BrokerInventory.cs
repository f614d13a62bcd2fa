using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Server;

/// <summary>A session as it is now, with its connection where there is one.</summary>
/// <param name="ClientId">The client's identifier.</param>
/// <param name="Identity">Name of the identity it belongs to.</param>
/// <param name="Connection">Its connection; null while the client is away.</param>
/// <param name="ExpirySeconds">Life after the connection ended; 4,294,967,295 is for ever.</param>
/// <param name="DisconnectedAtMs">UTC in ms since 1970 when the client went; 0 while it is there.</param>
/// <param name="Subscriptions">How many.</param>
/// <param name="Queued">Messages that wait for the client.</param>
/// <param name="QueuedBytes">Their bytes.</param>
/// <param name="InFlight">Messages under way to the client.</param>
public sealed record SessionFacts(
    string ClientId, string Identity, ConnectionFacts? Connection, uint ExpirySeconds, long DisconnectedAtMs, int Subscriptions, int Queued, long QueuedBytes, int InFlight);

/// <summary>The connection of a client.</summary>
/// <param name="Peer">Address and port.</param>
/// <param name="Listener">Name of the listener that it came in by.</param>
/// <param name="Version">Of the protocol.</param>
public sealed record ConnectionFacts(string Peer, string Listener, MqttVersion Version);

/// <summary>A subscription as it is now.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Filter">With its group when it is shared.</param>
/// <param name="Options">As granted.</param>
public sealed record SubscriptionFacts(string ClientId, string Filter, SubscriptionOptions Options);

/// <content>What the broker holds, for those who run it.</content>
public sealed partial class MqttBroker
{
    /// <summary>Sessions in the order of their clients' identifiers.</summary>
    /// <param name="isMeant">Which of them; by client identifier and whether the client is connected.</param>
    /// <param name="skip">How many of them to leave out.</param>
    /// <param name="most">The most that are told.</param>
    /// <param name="total">How many there are.</param>
    public IReadOnlyList<SessionFacts> Sessions(Func<string, bool, bool> isMeant, int skip, int most, out int total)
    {
        lock (_engine.Gate)
        {
            var meant = _engine.Sessions.All.Where(s => isMeant(s.ClientId, s.Online is not null)).ToList();
            total = meant.Count;
            return [.. meant.OrderBy(s => s.ClientId, StringComparer.Ordinal).Skip(skip).Take(most).Select(FactsOf)];
        }
    }

    /// <summary>Subscriptions in the order of clients and filters.</summary>
    /// <param name="isMeant">Which of them; by client identifier and filter.</param>
    /// <param name="skip">How many of them to leave out.</param>
    /// <param name="most">The most that are told.</param>
    /// <param name="total">How many there are.</param>
    public IReadOnlyList<SubscriptionFacts> Subscriptions(Func<string, string, bool> isMeant, int skip, int most, out int total)
    {
        lock (_engine.Gate)
        {
            var meant = _engine.Sessions.All.SelectMany(s => s.Subscriptions?.Values ?? Enumerable.Empty<Subscription>()).Where(s => isMeant(s.Session.ClientId, s.Filter)).ToList();
            total = meant.Count;
            return
            [
                .. meant.OrderBy(s => s.Session.ClientId, StringComparer.Ordinal).ThenBy(s => s.Filter, StringComparer.Ordinal)
                    .Skip(skip).Take(most).Select(s => new SubscriptionFacts(s.Session.ClientId, s.Filter, s.Options)),
            ];
        }
    }

    /// <summary>Retained messages whose topics a filter matches, in the order of topics.</summary>
    /// <param name="filter">A topic filter.</param>
    /// <param name="most">The most that are told.</param>
    /// <exception cref="ArgumentException">It is no topic filter.</exception>
    public IReadOnlyList<Storage.StoredMessage> Retained(string filter, int most)
    {
        var bytes = Utf8Text.ToBytes(filter);
        if (!TopicFilters.IsValid(bytes) || TopicFilters.IsShared(bytes))
            throw new ArgumentException($"'{filter}' is no topic filter.", nameof(filter));
        var found = new List<Storage.StoredMessage>();
        lock (_engine.Gate)
        {
            _engine.Retained.Match(bytes, found, most);
            found.RemoveAll(m => m.ExpiresAtMs > 0 && m.ExpiresAtMs <= _engine.NowMs);
        }
        found.Sort(static (a, b) => a.Topic.AsSpan().SequenceCompareTo(b.Topic));
        return found;
    }

    private static SessionFacts FactsOf(Session session) => new(
        session.ClientId, session.Identity.Name, session.Online is { } c ? new(c.Peer, c.Listener, c.Version) : null, session.ExpirySeconds,
        session.DisconnectedAtMs, session.Subscriptions?.Count ?? 0, session.Queue?.Count ?? 0, session.QueuedBytes, session.InFlight?.Count ?? 0);
}
