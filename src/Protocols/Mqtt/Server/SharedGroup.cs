namespace Millwright.Mqtt.Server;

/// <summary>The members of a shared subscription, who take turns (MQTT 5, 4.8.2).</summary>
internal sealed class SharedGroup(string name)
{
    private int _next;

    public string Name { get; } = name;

    public List<Subscription> Members { get; } = [];

    /// <summary>The next member that is connected and reads; else one that is connected; else one whose session waits.</summary>
    public Subscription Choose()
    {
        Subscription? connected = null;
        for (var i = 0; i < Members.Count; i++)
        {
            var member = Members[_next = (_next + 1) % Members.Count];
            if (member.Session.Online is not { } connection)
                continue;
            if (!connection.IsCongested)
                return member;
            connected ??= member;
        }
        return connected ?? Members[_next = (_next + 1) % Members.Count];
    }
}
