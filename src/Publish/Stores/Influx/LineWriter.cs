using System.Buffers;
using System.Globalization;
using System.Text;
using Millwright.Historian.Values;
using Millwright.Model;

namespace Millwright.Publish.Stores.Influx;

/// <summary>
/// Writes samples as line protocol (https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol):
/// <c>millwright,asset=press-shop/line1/press3,signal=oil_temperature,unit=°C value=21.5,status=0i 1700000000000000000</c>.
/// </summary>
/// <remarks>
/// The field <c>value</c> is always a float, since a server refuses a field that changes its type; <c>text</c> has what is no finite number or
/// what a float would round. <c>tag</c> would be a word of InfluxQL, so the tag's name is <c>signal</c>.
/// </remarks>
internal sealed class LineWriter(string measurement)
{
    private const long TicksPerUnit = TimeSpan.NanosecondsPerTick;
    private static readonly long EarliestTicks = DateTime.UnixEpoch.Ticks - (long.MaxValue / TicksPerUnit);
    private static readonly long LatestTicks = DateTime.UnixEpoch.Ticks + (long.MaxValue / TicksPerUnit);

    private readonly Dictionary<TagDefinition, byte[]> _series = new(ReferenceEqualityComparer.Instance);
    private readonly byte[] _measurement = Encoding.UTF8.GetBytes(measurement.Replace(",", @"\,", StringComparison.Ordinal).Replace(" ", @"\ ", StringComparison.Ordinal));

    /// <summary>True when a time can be said in nanoseconds of 64 bits from 1970: the years 1678 to 2261.</summary>
    public static bool Holds(Timestamp time) => time.Ticks > EarliestTicks && time.Ticks < LatestTicks;

    /// <summary>Appends a line.</summary>
    public void Write(IBufferWriter<byte> output, in StoreRow row)
    {
        output.Write(SeriesOf(row));
        var value = row.Sample.Value;
        var isNumber = value.TryGetDouble(out var number) && double.IsFinite(number);
        if (isNumber)
        {
            output.Write("value="u8);
            Format(output, number);
            output.Write(","u8);
        }
        if (!value.IsNone && (!isNumber || StoredText.IsRounded(value)))
        {
            output.Write("text=\""u8);
            Put(output, StoredText.Of(value).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal));
            output.Write("\","u8);
        }
        output.Write("status="u8);
        Format(output, row.Sample.Quality.Code);
        output.Write("i "u8);
        Format(output, (row.Sample.SourceTime.Ticks - DateTime.UnixEpoch.Ticks) * TicksPerUnit);
        output.Write("\n"u8);
    }

    private byte[] SeriesOf(in StoreRow row)
    {
        if (_series.TryGetValue(row.Tag, out var known))
            return known;
        var slash = row.Path.LastIndexOf('/');
        var text = new StringBuilder();
        Append(text, "asset", slash < 0 ? "" : row.Path[..slash]);
        Append(text, "signal", row.Path[(slash + 1)..]);
        Append(text, "unit", row.Tag.Unit?.ToString() ?? "");
        byte[] series = [.. _measurement, .. Encoding.UTF8.GetBytes(text.Append(' ').ToString())];
        _series.Add(row.Tag, series);
        return series;
    }

    /// <summary>An empty tag is none in line protocol.</summary>
    private static void Append(StringBuilder text, string key, string value)
    {
        if (value.Length == 0)
            return;
        text.Append(',').Append(key).Append('=');
        foreach (var letter in value)
        {
            if (letter is ',' or '=' or ' ')
                text.Append('\\');
            text.Append(letter is '\n' or '\r' ? ' ' : letter);
        }
    }

    private static void Format<T>(IBufferWriter<byte> output, T number) where T : IUtf8SpanFormattable
    {
        const int longest = 32;
        var span = output.GetSpan(longest);
        if (!number.TryFormat(span, out var written, default, CultureInfo.InvariantCulture))
            throw new InvalidOperationException("A number is longer than numbers are.");
        output.Advance(written);
    }

    private static void Put(IBufferWriter<byte> output, string text)
    {
        var span = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, span));
    }
}
