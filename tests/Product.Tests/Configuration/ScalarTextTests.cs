using Millwright.Host.Configuration.Binding;

namespace Millwright.Product.Tests.Configuration;

public sealed class ScalarTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("100 ms", 100)]
    [InlineData("100ms", 100)]
    [InlineData("20 s", 20_000)]
    [InlineData("1.5 s", 1_500)]
    [InlineData("1 h 30 min", 5_400_000)]
    [InlineData("7 d", 604_800_000)]
    [InlineData(" 2 min ", 120_000)]
    public void A_duration_is_read(string text, double milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
        Assert.Matches(DurationText.Pattern, text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("ms")]
    [InlineData("5 sec")]
    [InlineData("-1 s")]
    [InlineData("1 h 30")]
    [InlineData("1..5 s")]
    [InlineData("99999999999999999999 d")]
    [InlineData("5 S")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("5")]
    [InlineData("5 sec")]
    [InlineData("-1 s")]
    public void The_schemas_pattern_refuses_it_too(string text) => Assert.DoesNotMatch(DurationText.Pattern, text);

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(100, "100 ms")]
    [InlineData(1_500, "1 s 500 ms")]
    [InlineData(5_400_000, "1 h 30 min")]
    [InlineData(86_400_000, "1 d")]
    public void A_duration_is_written_and_reads_back(double milliseconds, string text)
    {
        Assert.Equal(text, DurationText.Format(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.True(DurationText.TryParse(text, out var back));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), back);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("4096", 4_096)]
    [InlineData("64 MB", 64_000_000)]
    [InlineData("64MiB", 67_108_864)]
    [InlineData("1.5 GB", 1_500_000_000)]
    [InlineData("2 kB", 2_000)]
    [InlineData("1 TiB", 1_099_511_627_776)]
    public void A_size_is_read(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("MB")]
    [InlineData("64 mb")]
    [InlineData("-1 MB")]
    [InlineData("1.5")]
    [InlineData("64 M")]
    [InlineData("9999999999999 TB")]
    public void What_is_no_size_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData("StaleAfter", "stale_after", "stale-after")]
    [InlineData("Unit", "unit", "unit")]
    [InlineData("RtuOverTcp", "rtu_over_tcp", "rtu-over-tcp")]
    [InlineData("Int16", "int16", "int16")]
    [InlineData("HTTPListen", "http_listen", "http-listen")]
    public void Names_become_keys_and_words(string name, string key, string word)
    {
        Assert.Equal(key, Words.Key(name));
        Assert.Equal(word, Words.Value(name));
    }

    [Theory]
    [InlineData("scann", "scan")]
    [InlineData("adress", "address")]
    [InlineData("staleAfter", "stale_after")]
    [InlineData("timoeut", "timeout")]
    [InlineData("zzz", null)]
    [InlineData("colour", null)]
    public void The_nearest_word_is_found(string written, string? meant) =>
        Assert.Equal(meant, NearestWord.Find(written, ["scan", "address", "timeout", "stale_after", "description"]));
}
