namespace Millwright.Mqtt.Messages;

/// <summary>Topic names, which a message is published to (MQTT 5, 4.7).</summary>
public static class TopicNames
{
    /// <summary>Between the levels.</summary>
    public const byte Separator = (byte)'/';

    /// <summary>A name has one byte at least, no wildcard, and is a valid string.</summary>
    public static bool IsValid(ReadOnlySpan<byte> topic) =>
        !topic.IsEmpty && topic.IndexOfAny((byte)'+', (byte)'#') < 0 && Utf8Text.IsValid(topic);

    /// <summary>How many levels a name or filter has.</summary>
    public static int Levels(ReadOnlySpan<byte> topic) => topic.Count(Separator) + 1;

    /// <summary>Cuts the first level off.</summary>
    /// <param name="topic">A name or filter.</param>
    /// <param name="rest">What follows the separator; empty when nothing does.</param>
    /// <param name="last">No separator followed.</param>
    public static ReadOnlySpan<byte> TakeLevel(ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> rest, out bool last)
    {
        var end = topic.IndexOf(Separator);
        last = end < 0;
        rest = last ? default : topic[(end + 1)..];
        return last ? topic : topic[..end];
    }
}
