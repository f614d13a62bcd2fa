using System.Text;
using Millwright.Drivers.Payloads;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Drivers.Mqtt;

/// <summary>A tag ready to take messages. One thread feeds it; what others may see is behind its source's lock.</summary>
internal sealed class MqttTag
{
    public MqttTag(SourceTag tag, MqttConnectionOptions connection)
    {
        Source = tag;
        Options = (MqttTagOptions)tag.Options;
        Reading = new(ShapeOf(Options));
        if (TopicPattern.TryFill(Options.Topic ?? connection.Topic ?? "", tag.Path, out var topic, out var missing))
            (Topic, Filter) = (topic, Encoding.UTF8.GetBytes(topic));
        else
            Missing = missing;
    }

    public SourceTag Source { get; }

    public TagHandle Handle => Source.Handle;

    public MqttTagOptions Options { get; }

    /// <summary>The topic or filter; null when the tag's path lacks a part of it.</summary>
    public string? Topic { get; }

    public byte[] Filter { get; } = [];

    /// <summary>The part of the topic that the tag's path lacks.</summary>
    public string? Missing { get; }

    /// <summary>Its topic is <c>group/node</c> or <c>group/node/device</c>, its path a metric.</summary>
    public bool IsSparkplug => Options.Payload == PayloadFormat.Sparkplug;

    /// <summary>The type of its metric as its last birth told; unknown before the first and after a death.</summary>
    public MetricDataType MetricType { get; set; }

    public bool HasWildcard => TopicFilters.HasWildcard(Filter);

    public PayloadReading Reading { get; }

    /// <summary>The newest time handed on; what is older is of the past.</summary>
    public Timestamp Newest { get; set; }

    /// <summary>True once a message of this session was read: what comes next is Good.</summary>
    public bool IsSynchronized { get; set; }

    /// <summary>Why the last message gave nothing; null when it did.</summary>
    public string? Fault { get; set; }

    /// <summary>The newest sample of the session, behind the source's lock.</summary>
    public Sample? Last { get; set; }

    public static TagKind KindOf(MqttTagOptions options) => options.As ?? MqttDriver.DefaultKind;

    public static PayloadShape ShapeOf(MqttTagOptions options) => new(options.Payload, KindOf(options))
    {
        Value = options.Path,
        Time = options.Time,
        TimeFormat = options.TimeAs,
        Quality = options.Quality,
        Batch = options.Batch,
    };
}
