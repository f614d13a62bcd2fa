using System.ComponentModel;
using Millwright.Drivers.Payloads;
using Millwright.Model;

namespace Millwright.Drivers.Mqtt;

/// <summary>Where a tag is in what a broker hands on.</summary>
public sealed class MqttTagOptions
{
    [Description("the topic, with wildcards or parts of the tag's path: acme/press3/oil, acme/+/oil, acme/{area}/{machine}/{tag}; the connection's where left out")]
    public string? Topic { get; set; }

    [Description("the kind of its values; float64 where left out")]
    public TagKind? As { get; set; }

    [Description("how the message is read")]
    public PayloadFormat Payload { get; set; } = PayloadFormat.Json;

    [Description("where the value is: sensors[0].value; a metric's name for sparkplug, whose topic is group/node/device; a column's number or name for csv; the whole message where left out")]
    public string? Path { get; set; }

    [Description("where the value's time is; the time of arrival where left out")]
    public string? Time { get; set; }

    [Description("how the time is written; told by its form where left out")]
    public TimeFormat TimeAs { get; set; }

    [Description("where the value's quality is: true, a word such as good, 192 of OPC DA or a code of OPC UA")]
    public string? Quality { get; set; }

    [Description("where an array is whose elements each hold a sample; the other paths begin at the element")]
    public string? Batch { get; set; }

    [Description("the topic that set-points are published to; without it the tag is not written")]
    public string? WriteTopic { get; set; }

    [Description("the message of a set-point, with {value} and {time} (ISO 8601) or {ms} (since 1970) in it; the bare value where left out")]
    public string? WritePayload { get; set; }

    [Description("true has the broker keep the set-point for those that come later")]
    public bool WriteRetain { get; set; }
}
