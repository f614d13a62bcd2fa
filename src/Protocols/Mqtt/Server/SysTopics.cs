using System.Globalization;
using System.Text;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Storage;

namespace Millwright.Mqtt.Server;

/// <summary>The broker's figures as retained messages below $SYS/broker, in the places where other brokers have them.</summary>
internal sealed class SysTopics(BrokerEngine engine)
{
    private readonly long _started = engine.Options.Time.GetTimestamp();
    private readonly Dictionary<string, string> _last = new(StringComparer.Ordinal);
    private long _nextMs;

    public void Tick()
    {
        var interval = (long)engine.Options.SysInterval.TotalMilliseconds;
        if (interval <= 0 || engine.NowMs < _nextMs)
            return;
        _nextMs = engine.NowMs + interval;
        var statistics = engine.Statistics();
        Publish("version", engine.Options.ProductName);
        Publish("uptime", Text((long)engine.Options.Time.GetElapsedTime(_started).TotalSeconds) + " seconds");
        Publish("clients/connected", Text(statistics.Connections));
        Publish("clients/total", Text(statistics.Sessions));
        Publish("subscriptions/count", Text(statistics.Subscriptions));
        Publish("retained messages/count", Text(statistics.RetainedMessages));
        Publish("messages/stored", Text(statistics.QueuedMessages));
        Publish("messages/received", Text(statistics.MessagesReceived));
        Publish("messages/sent", Text(statistics.MessagesSent));
        Publish("bytes/received", Text(statistics.BytesReceived));
        Publish("bytes/sent", Text(statistics.BytesSent));
        Publish("publish/messages/dropped", Text(statistics.Drops.Sum()));
        foreach (var cause in Enum.GetValues<DropCause>())
            Publish("publish/messages/dropped/" + cause, Text(statistics.Dropped(cause)));
        foreach (var cause in Enum.GetValues<RefuseCause>())
            Publish("clients/refused/" + cause, Text(statistics.Refused(cause)));
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private void Publish(string name, string value)
    {
        // Unchanged figures say nothing new.
        if (_last.TryGetValue(name, out var last) && last == value)
            return;
        _last[name] = value;
        long position = 0;
        engine.Router.PublishKept(
            new StoredMessage(engine.NextId(), Encoding.UTF8.GetBytes("$SYS/broker/" + name), Encoding.UTF8.GetBytes(value), [], MqttQos.AtMostOnce, Retain: true, 0), ref position);
    }
}
