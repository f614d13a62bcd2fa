using System.Buffers.Text;

namespace Millwright.Benchmarks.Historian;

/// <summary>
/// What is asked for: ten groups of 1,000 tags with a sample a minute over a day, and one tag with a sample a second over 30 days that end with the same day. Slow
/// analogs with two decimals. As line protocol: <c>m,g=g0,t=t17 v=50.01 TIME</c>, times in milliseconds.
/// </summary>
internal static class QueryDataset
{
    public const int Groups = 10;
    public const int TagsInGroup = 1_000;
    public const int Days = 30;
    public const int SecondsInDay = 86_400;
    public const long Samples = ((long)Groups * TagsInGroup * (SecondsInDay / MinuteSeconds)) + (Days * SecondsInDay);

    private const int MinuteSeconds = 60;
    private const int LinesOfSeconds = 43_200;
    private const int MinutesAtOnce = 6;

    /// <summary>The beginning of the last day, in seconds since 1970: 2026-03-30T00:00:00Z.</summary>
    public static long LastDay => 1_774_828_800;

    public static long Start => LastDay - ((Days - 1) * SecondsInDay);

    public static long End => LastDay + SecondsInDay;

    /// <summary>The requests to write, each some megabytes; the buffer is used again.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Requests()
    {
        var random = new Random(1);
        var buffer = new byte[8 << 20];
        var level = 5_000;
        for (long second = 0; second < Days * SecondsInDay; second += LinesOfSeconds)
        {
            var length = 0;
            for (var i = 0; i < LinesOfSeconds; i++)
                length += Line(buffer.AsSpan(length), "m,g=second,t=t0 v="u8, -1, -1, level += random.Next(-10, 11), Start + second + i);
            yield return buffer.AsMemory(0, length);
        }
        var levels = Enumerable.Repeat(5_000, Groups * TagsInGroup).ToArray();
        for (var second = 0; second < SecondsInDay; second += MinuteSeconds * MinutesAtOnce)
        {
            var length = 0;
            for (var minute = 0; minute < MinutesAtOnce; minute++)
            {
                // Not at the full minute, as it is with scrapes and polls.
                var time = LastDay + second + (minute * MinuteSeconds) + 7;
                for (var tag = 0; tag < levels.Length; tag++)
                    length += Line(buffer.AsSpan(length), "m,g=g"u8, tag / TagsInGroup, tag % TagsInGroup, levels[tag] += random.Next(-10, 11), time);
            }
            yield return buffer.AsMemory(0, length);
        }
    }

    private static int Line(Span<byte> line, ReadOnlySpan<byte> series, int group, int tag, int level, long second)
    {
        series.CopyTo(line);
        var length = series.Length;
        if (group >= 0)
        {
            length += Number(line[length..], group);
            length += Text(line[length..], ",t=t"u8);
            length += Number(line[length..], tag);
            length += Text(line[length..], " v="u8);
        }
        Utf8Formatter.TryFormat(level / 100m, line[length..], out var written);
        length += written;
        line[length++] = (byte)' ';
        length += Number(line[length..], second * 1_000);
        line[length++] = (byte)'\n';
        return length;
    }

    private static int Text(Span<byte> line, ReadOnlySpan<byte> text)
    {
        text.CopyTo(line);
        return text.Length;
    }

    private static int Number(Span<byte> line, long number)
    {
        Utf8Formatter.TryFormat(number, line, out var written);
        return written;
    }
}
