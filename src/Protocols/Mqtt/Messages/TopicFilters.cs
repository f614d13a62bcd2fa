namespace Millwright.Mqtt.Messages;

/// <summary>Topic filters, which are subscribed to: names with the wildcards + and #, and shared filters (MQTT 5, 4.7 and 4.8.2).</summary>
public static class TopicFilters
{
    private static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    /// <summary>Wildcards stand alone in their level, # in the last level only; a shared filter names its group.</summary>
    public static bool IsValid(ReadOnlySpan<byte> filter)
    {
        if (filter.IsEmpty || !Utf8Text.IsValid(filter))
            return false;
        if (!IsShared(filter))
            return HasWildcardsInPlace(filter);
        return TryParseShared(filter, out _, out _);
    }

    /// <summary>Whether the filter begins as a shared one does.</summary>
    public static bool IsShared(ReadOnlySpan<byte> filter) => filter.StartsWith(SharePrefix);

    public static bool HasWildcard(ReadOnlySpan<byte> filter) => filter.IndexOfAny((byte)'+', (byte)'#') >= 0;

    /// <summary>Splits <c>$share/group/filter</c>. The group has one byte at least and no wildcard.</summary>
    public static bool TryParseShared(ReadOnlySpan<byte> shared, out ReadOnlySpan<byte> group, out ReadOnlySpan<byte> filter)
    {
        group = filter = default;
        if (!IsShared(shared))
            return false;
        group = TopicNames.TakeLevel(shared[SharePrefix.Length..], out filter, out _);
        return !group.IsEmpty && !HasWildcard(group) && !filter.IsEmpty && HasWildcardsInPlace(filter);
    }

    /// <summary>A valid filter without the group of a shared one.</summary>
    public static string WithoutGroup(string filter)
    {
        const string Prefix = "$share/";
        return filter.StartsWith(Prefix, StringComparison.Ordinal) ? filter[(filter.IndexOf('/', Prefix.Length) + 1)..] : filter;
    }

    /// <summary>Whether a valid filter (not a shared one) matches a valid name. A leading wildcard does not match a name that begins with $.</summary>
    public static bool Matches(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> topic)
    {
        if (topic is [(byte)'$', ..] && filter is [(byte)'+' or (byte)'#', ..])
            return false;
        while (true)
        {
            var wanted = TopicNames.TakeLevel(filter, out filter, out var filterEnds);
            if (wanted is [(byte)'#'])
                return true;
            var level = TopicNames.TakeLevel(topic, out topic, out var topicEnds);
            if (wanted is not [(byte)'+'] && !wanted.SequenceEqual(level))
                return false;
            if (filterEnds || topicEnds)
                return (filterEnds && topicEnds) || (topicEnds && filter is [(byte)'#']);
        }
    }

    private static bool HasWildcardsInPlace(ReadOnlySpan<byte> filter)
    {
        while (true)
        {
            var level = TopicNames.TakeLevel(filter, out filter, out var last);
            if (level.Length > 1 && HasWildcard(level))
                return false;
            if (level is [(byte)'#'] && !last)
                return false;
            if (last)
                return true;
        }
    }
}
