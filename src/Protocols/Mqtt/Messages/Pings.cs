namespace Millwright.Mqtt.Messages;

/// <summary>PINGREQ and PINGRESP, which are two bytes each (3.12, 3.13).</summary>
public static class Pings
{
    public static ReadOnlySpan<byte> Request => [(byte)MqttPacketType.PingReq << 4, 0];

    public static ReadOnlySpan<byte> Response => [(byte)MqttPacketType.PingResp << 4, 0];
}
