using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Millwright.Drivers.OpcUa;

/// <summary>Which events of a server are listened to; without it none are.</summary>
public sealed class OpcUaEventOptions
{
    [Description("the objects whose events are listened to; the Server object, which has all, where left out")]
    public IReadOnlyList<string>? Nodes { get; set; }

    [Description("events below this severity are left out")]
    [Range(1, 1000)]
    public int MinSeverity { get; set; } = 1;

    [Description("the event types by node id, with the types below them; all where left out")]
    public IReadOnlyList<string>? Types { get; set; }

    [Description("further fields to keep, by browse name from the event type: 2:BatchId, HighLimit")]
    public IReadOnlyList<string>? Fields { get; set; }

    [Description("events that the server keeps between two messages")]
    [Range(1, 100_000)]
    public int Queue { get; set; } = 1_000;

    [Description("how often the server sends what has happened")]
    public TimeSpan Publishing { get; set; } = TimeSpan.FromMilliseconds(500);

    [Description("false leaves out what happened during a break, though the server may keep it")]
    public bool History { get; set; } = true;
}
