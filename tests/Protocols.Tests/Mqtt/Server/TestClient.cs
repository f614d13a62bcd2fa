using System.Text;
using Millwright.Mqtt.Messages;

namespace Millwright.Protocols.Tests.Mqtt.Server;

/// <summary>A client that says exactly what a test tells it to, and shows each packet it is sent.</summary>
internal sealed class TestClient(FakeLine line, MqttVersion version)
{
    private readonly Queue<TestPacket> _packets = new();

    public FakeLine Line { get; } = line;

    public MqttVersion Version { get; } = version;

    public TestPacket Welcome { get; set; } = new(0, 0, []);

    /// <summary>Packets that came and were not looked at.</summary>
    public int Waiting
    {
        get
        {
            Collect();
            return _packets.Count;
        }
    }

    public void Send(ReadOnlySpan<byte> bytes) => Line.Receiver!.OnReceived(bytes);

    public void SendConnect(string clientId, bool clean = true, uint expiry = 0, Action<PropertyBuilder>? properties = null, TestBroker.Will? will = null, ushort keepAlive = 0)
    {
        var builder = new PropertyBuilder();
        if (expiry > 0)
            builder.Add(MqttProperty.SessionExpiryInterval, expiry);
        properties?.Invoke(builder);
        var willProperties = new PropertyBuilder();
        if (will?.Delay > 0)
            willProperties.Add(MqttProperty.WillDelayInterval, will.Delay);
        var packet = new ConnectPacket
        {
            Version = Version,
            CleanStart = clean,
            ClientId = Encoding.UTF8.GetBytes(clientId),
            KeepAliveSeconds = keepAlive,
            EncodedProperties = builder.Encoded,
            HasWill = will is not null,
            WillTopic = Encoding.UTF8.GetBytes(will?.Topic ?? ""),
            WillPayload = Encoding.UTF8.GetBytes(will?.Payload ?? ""),
            WillQos = will?.Qos ?? 0,
            WillRetain = will?.Retain ?? false,
            EncodedWillProperties = willProperties.Encoded,
        };
        var bytes = new byte[packet.EncodedBytes];
        packet.WriteTo(bytes);
        Send(bytes);
    }

    public void Publish(string topic, string payload, MqttQos qos = MqttQos.AtMostOnce, ushort id = 0, bool retain = false, bool duplicate = false, Action<PropertyBuilder>? properties = null)
    {
        var builder = new PropertyBuilder();
        properties?.Invoke(builder);
        var packet = new PublishPacket
        {
            Topic = Encoding.UTF8.GetBytes(topic),
            Payload = Encoding.UTF8.GetBytes(payload),
            Qos = qos,
            PacketId = id,
            Retain = retain,
            Duplicate = duplicate,
            EncodedProperties = builder.Encoded,
        };
        var bytes = new byte[packet.EncodedBytes(Version)];
        packet.WriteTo(bytes, Version);
        Send(bytes);
    }

    public void Ack(MqttPacketType type, ushort id, MqttReasonCode code = MqttReasonCode.Success)
    {
        var packet = new AckPacket { Type = type, PacketId = id, ReasonCode = code };
        var bytes = new byte[packet.EncodedBytes(Version)];
        packet.WriteTo(bytes, Version);
        Send(bytes);
    }

    /// <summary>Subscribes to one filter and returns the reason code.</summary>
    public MqttReasonCode Subscribe(string filter, SubscriptionOptions options, uint identifier = 0)
    {
        var name = Encoding.UTF8.GetBytes(filter);
        var filters = new byte[name.Length + 3];
        SubscribePacket.WriteFilter(filters, name, options, Version);
        var builder = new PropertyBuilder();
        if (identifier > 0)
            builder.Add(MqttProperty.SubscriptionIdentifier, identifier);
        var packet = new SubscribePacket { PacketId = 7, EncodedFilters = filters, EncodedProperties = builder.Encoded };
        var bytes = new byte[packet.EncodedBytes(Version)];
        packet.WriteTo(bytes, Version);
        Send(bytes);
        var answer = Expect(MqttPacketType.SubAck);
        return (MqttReasonCode)answer.Body[^1];
    }

    public MqttReasonCode Subscribe(string filter, MqttQos qos = MqttQos.AtMostOnce) => Subscribe(filter, new SubscriptionOptions(qos));

    public MqttReasonCode Unsubscribe(string filter)
    {
        var name = Encoding.UTF8.GetBytes(filter);
        var filters = new byte[name.Length + 2];
        UnsubscribePacket.WriteFilter(filters, name);
        var packet = new UnsubscribePacket { PacketId = 8, EncodedFilters = filters };
        var bytes = new byte[packet.EncodedBytes(Version)];
        packet.WriteTo(bytes, Version);
        Send(bytes);
        var body = Expect(MqttPacketType.UnsubAck).Body;
        return Version == MqttVersion.V5 ? (MqttReasonCode)body[^1] : MqttReasonCode.Success;
    }

    public void Disconnect(MqttReasonCode code = MqttReasonCode.Success, uint? expiry = null)
    {
        var builder = new PropertyBuilder();
        if (expiry is { } seconds)
            builder.Add(MqttProperty.SessionExpiryInterval, seconds);
        var packet = new DisconnectPacket { Type = MqttPacketType.Disconnect, ReasonCode = code, EncodedProperties = builder.Encoded };
        var bytes = new byte[packet.EncodedBytes(Version)];
        packet.WriteTo(bytes, Version);
        Send(bytes);
    }

    /// <summary>The network fails.</summary>
    public void Drop() => Line.Receiver!.OnClosed(new IOException("cut"));

    public TestPacket Expect(MqttPacketType type)
    {
        Collect();
        Assert.True(_packets.Count > 0, $"no {type} came");
        var packet = _packets.Dequeue();
        Assert.Equal(type, packet.Type);
        return packet;
    }

    public TestMessage ExpectMessage()
    {
        var packet = Expect(MqttPacketType.Publish);
        Assert.Equal(MqttReasonCode.Success, PublishPacket.TryRead(packet.Flags, packet.Body, Version, out var publish));
        var identifiers = new List<uint>();
        foreach (var entry in publish.Properties)
        {
            if (entry.Property == MqttProperty.SubscriptionIdentifier)
                identifiers.Add(entry.Number);
        }
        return new TestMessage(
            Utf8Text.ToText(publish.Topic), Utf8Text.ToText(publish.Payload), publish.Qos, publish.Retain, publish.Duplicate, publish.PacketId, identifiers,
            publish.Properties.OptionalNumber(MqttProperty.TopicAlias), publish.Properties.OptionalNumber(MqttProperty.MessageExpiryInterval), publish.Properties.Encoded.ToArray());
    }

    public MqttReasonCode ExpectDisconnect() => (MqttReasonCode)Expect(MqttPacketType.Disconnect).Body.FirstOrDefault();

    private void Collect()
    {
        ReadOnlySpan<byte> bytes = Line.Take();
        while (!bytes.IsEmpty)
        {
            Assert.Equal(FrameStatus.Complete, PacketFrame.TryRead(bytes, MqttLimits.MaxPacketBytes, out var frame, out _));
            _packets.Enqueue(new TestPacket(frame.Type, frame.Flags, frame.Body.ToArray()));
            bytes = bytes[frame.TotalBytes..];
        }
    }
}

internal sealed record TestPacket(MqttPacketType Type, byte Flags, byte[] Body)
{
    public PropertyList ConnAckProperties
    {
        get
        {
            Assert.Equal(MqttReasonCode.Success, ConnAckPacket.TryRead(Body, MqttVersion.V5, out var packet));
            return packet.Properties;
        }
    }

    public ushort PacketId => (ushort)((Body[0] << 8) | Body[1]);
}

internal sealed record TestMessage(
    string Topic, string Payload, MqttQos Qos, bool Retain, bool Duplicate, ushort PacketId, IReadOnlyList<uint> Identifiers, uint? Alias, uint? Expiry, byte[] Properties);
