using Millwright.Mqtt.Messages;

namespace Millwright.Mqtt.Server;

/// <summary>One filter of one session.</summary>
internal sealed class Subscription(Session session, string filter)
{
    public Session Session { get; } = session;

    /// <summary>As asked for, with the group of a shared one.</summary>
    public string Filter { get; } = filter;

    public SubscriptionOptions Options { get; set; }

    /// <summary>The subscription identifier, if it has one.</summary>
    public uint[] Identifiers { get; set; } = [];
}
