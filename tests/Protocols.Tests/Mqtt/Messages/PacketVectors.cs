using Millwright.Mqtt.Messages;

namespace Millwright.Protocols.Tests.Mqtt.Messages;

/// <summary>Packets as bytes, written by hand from the tables of both specifications.</summary>
internal static class PacketVectors
{
    public static Dictionary<string, (MqttVersion Version, string Hex)> All { get; } = new()
    {
        ["3.1.1 CONNECT"] = (MqttVersion.V311, "10 0E 00044D515454 04 02 003C 0002 6331"),
        ["3.1.1 CONNECT with will, user and password"] = (MqttVersion.V311, "10 1D 00044D515454 04 EE 000A 0001 63 0003 612F62 0002 6279 0001 75 0002 7077"),
        ["5 CONNECT"] = (MqttVersion.V5, "10 0D 00044D515454 05 02 0000 00 0000"),
        ["5 CONNECT with every property"] = (MqttVersion.V5,
            "10 41 00044D515454 05 02 000A 30 11 00000E10 21 0014 27 00010000 22 000A 19 01 17 00 26 0001 61 0001 62 15 0005 5343524D31 16 0003 010203 26 0001 61 0001 63 0004 64657631"),
        ["5 CONNECT with will properties"] = (MqttVersion.V5,
            "10 37 00044D515454 05 0E 000A 00 0001 63 21 18 00000005 01 01 02 0000003C 03 0002 6A73 08 0001 72 09 0002 0102 26 0001 61 0001 62 0001 77 0002 6279"),
        ["3.1.1 CONNACK"] = (MqttVersion.V311, "20 02 01 00"),
        ["3.1.1 CONNACK refused"] = (MqttVersion.V311, "20 02 00 05"),
        ["5 CONNACK with every property"] = (MqttVersion.V5,
            "20 40 00 00 3D 11 0000003C 21 0010 24 01 25 01 27 00001000 12 0002 6964 22 0005 1F 0001 72 26 0001 61 0001 62 28 01 29 01 2A 00 13 003C 1A 0001 69 1C 0001 73 15 0001 6D 16 0001 01"),
        ["3.1.1 PUBLISH QoS 0"] = (MqttVersion.V311, "30 07 0003 612F62 6869"),
        ["3.1.1 PUBLISH QoS 1 duplicate retained"] = (MqttVersion.V311, "3B 09 0003 612F62 0001 6869"),
        ["3.1.1 PUBLISH QoS 2 without payload"] = (MqttVersion.V311, "34 07 0003 612F62 FFFF"),
        ["5 PUBLISH QoS 0"] = (MqttVersion.V5, "30 08 0003 612F62 00 6869"),
        ["5 PUBLISH with every property"] = (MqttVersion.V5,
            "32 2E 0003 612F62 000A 25 01 01 02 00000E10 23 0003 08 0001 72 09 0002 0102 26 0001 61 0001 62 0B FFFFFF7F 0B 01 03 0001 74 78"),
        ["5 PUBLISH with an alias for its topic"] = (MqttVersion.V5, "30 07 0000 03 23 0001 78"),
        ["3.1.1 PUBACK"] = (MqttVersion.V311, "40 02 0001"),
        ["5 PUBACK"] = (MqttVersion.V5, "40 02 0001"),
        ["5 PUBACK no matching subscribers"] = (MqttVersion.V5, "40 03 0001 10"),
        ["5 PUBACK with properties"] = (MqttVersion.V5, "40 0F 0001 97 0B 1F 0001 72 26 0001 61 0001 62"),
        ["3.1.1 PUBREC"] = (MqttVersion.V311, "50 02 0102"),
        ["5 PUBREC"] = (MqttVersion.V5, "50 03 0102 87"),
        ["3.1.1 PUBREL"] = (MqttVersion.V311, "62 02 0102"),
        ["5 PUBREL"] = (MqttVersion.V5, "62 03 0102 92"),
        ["3.1.1 PUBCOMP"] = (MqttVersion.V311, "70 02 0102"),
        ["5 PUBCOMP with properties"] = (MqttVersion.V5, "70 08 0102 92 04 1F 0001 72"),
        ["3.1.1 SUBSCRIBE"] = (MqttVersion.V311, "82 0E 000A 0003 612F62 01 0003 632F23 02"),
        ["5 SUBSCRIBE"] = (MqttVersion.V5, "82 10 000A 09 0B 01 26 0001 61 0001 62 0001 23 2E"),
        ["3.1.1 SUBACK"] = (MqttVersion.V311, "90 05 000A 00 02 80"),
        ["5 SUBACK"] = (MqttVersion.V5, "90 09 000A 04 1F 0001 72 01 87"),
        ["3.1.1 UNSUBSCRIBE"] = (MqttVersion.V311, "A2 0C 000A 0003 612F62 0003 632F64"),
        ["5 UNSUBSCRIBE"] = (MqttVersion.V5, "A2 0F 000A 07 26 0001 61 0001 62 0003 612F62"),
        ["3.1.1 UNSUBACK"] = (MqttVersion.V311, "B0 02 000A"),
        ["5 UNSUBACK"] = (MqttVersion.V5, "B0 05 000A 00 00 11"),
        ["PINGREQ"] = (MqttVersion.V5, "C0 00"),
        ["PINGRESP"] = (MqttVersion.V5, "D0 00"),
        ["3.1.1 DISCONNECT"] = (MqttVersion.V311, "E0 00"),
        ["5 DISCONNECT"] = (MqttVersion.V5, "E0 00"),
        ["5 DISCONNECT with will"] = (MqttVersion.V5, "E0 01 04"),
        ["5 DISCONNECT with every property"] = (MqttVersion.V5, "E0 16 9C 14 11 0000000A 1F 0001 72 1C 0001 73 26 0001 61 0001 62"),
        ["5 AUTH"] = (MqttVersion.V5, "F0 0B 18 09 15 0001 6D 16 0002 0102"),
    };

    /// <summary>Decodes a whole packet and encodes it again.</summary>
    public static MqttReasonCode Recode(MqttVersion version, PacketFrame frame, Span<byte> again, out int length)
    {
        MqttReasonCode code;
        length = 0;
        switch (frame.Type)
        {
            case MqttPacketType.Connect:
                code = ConnectPacket.TryRead(frame.Body, out var connect);
                if (code == MqttReasonCode.Success)
                    length = connect.WriteTo(again);
                return code;
            case MqttPacketType.ConnAck:
                code = ConnAckPacket.TryRead(frame.Body, version, out var connAck);
                if (code == MqttReasonCode.Success)
                    length = connAck.WriteTo(again, version);
                return code;
            case MqttPacketType.Publish:
                code = PublishPacket.TryRead(frame.Flags, frame.Body, version, out var publish);
                if (code == MqttReasonCode.Success)
                    length = publish.WriteTo(again, version);
                return code;
            case MqttPacketType.Subscribe:
                code = SubscribePacket.TryRead(frame.Body, version, out var subscribe);
                if (code == MqttReasonCode.Success)
                    length = subscribe.WriteTo(again, version);
                return code;
            case MqttPacketType.Unsubscribe:
                code = UnsubscribePacket.TryRead(frame.Body, version, out var unsubscribe);
                if (code == MqttReasonCode.Success)
                    length = unsubscribe.WriteTo(again, version);
                return code;
            case MqttPacketType.SubAck or MqttPacketType.UnsubAck:
                code = SubAckPacket.TryRead(frame.Type, frame.Body, version, out var subAck);
                if (code == MqttReasonCode.Success)
                    length = subAck.WriteTo(again, version);
                return code;
            case MqttPacketType.Disconnect or MqttPacketType.Auth:
                code = DisconnectPacket.TryRead(frame.Type, frame.Body, version, out var disconnect);
                if (code == MqttReasonCode.Success)
                    length = disconnect.WriteTo(again, version);
                return code;
            case MqttPacketType.PingReq or MqttPacketType.PingResp:
                (frame.Type == MqttPacketType.PingReq ? Pings.Request : Pings.Response).CopyTo(again);
                length = 2;
                return frame.Body.IsEmpty ? MqttReasonCode.Success : MqttReasonCode.MalformedPacket;
            default:
                code = AckPacket.TryRead(frame.Type, frame.Body, version, out var ack);
                if (code == MqttReasonCode.Success)
                    length = ack.WriteTo(again, version);
                return code;
        }
    }
}
