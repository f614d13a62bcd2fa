using System.Text.Json;

namespace Millwright.Mqtt.Sparkplug;

/// <summary>What a host application says of itself: <c>{"online":true,"timestamp":1773051273500}</c> since 3.0, <c>ONLINE</c> or <c>OFFLINE</c> in 2.2.</summary>
public static class HostStatePayload
{
    private const int MaxBytes = 1_024;

    /// <summary>Reads either form; the old one has timestamp 0. False for anything else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out bool online, out ulong timestamp)
    {
        (online, timestamp) = (payload.SequenceEqual("ONLINE"u8), 0);
        if (online || payload.SequenceEqual("OFFLINE"u8))
            return true;
        if (payload.Length > MaxBytes)
            return false;
        var (hasOnline, hasTimestamp) = (false, false);
        var reader = new Utf8JsonReader(payload);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("online"u8))
                {
                    if (!reader.Read() || reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                        return false;
                    (online, hasOnline) = (reader.GetBoolean(), true);
                }
                else if (reader.ValueTextEquals("timestamp"u8))
                {
                    if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetUInt64(out timestamp))
                        return false;
                    hasTimestamp = true;
                }
                else
                {
                    reader.Skip();
                }
            }
            return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && hasOnline && hasTimestamp;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
