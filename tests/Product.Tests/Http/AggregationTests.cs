using System.Net;
using System.Text.Json;
using Millwright.Historian;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Product.Tests.Http;

public sealed class AggregationTests : IAsyncLifetime
{
    private const string Range = "from=2026-03-09T10:00:00Z&to=2026-03-09T11:00:00Z";

    private FaceBench _bench = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await FaceBench.StartAsync();
        _client = _bench.Bearer(Role.Viewer);
        // 10 at the hour, 30 from the half hour on; the line between them is stepped where asked for.
        Fill(_bench.Plant.Temperature, (0, 10), (30, 30), (59, 30));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Aggregates_come_by_interval_with_quality_and_coverage()
    {
        var answer = await GetAsync($"aggregates?tag=shop/press3/oil_temperature&{Range}&every=30 min&aggregate=TimeAverage&aggregate=maximum&aggregate=Count&stepped=true");
        Assert.Equal(["TimeAverage", "Maximum", "Count"], answer.GetProperty("aggregates").EnumerateArray().Select(a => a.GetString()));
        var intervals = answer.GetProperty("series")[0].GetProperty("intervals");
        Assert.Equal(2, intervals.GetArrayLength());
        Assert.Equal("2026-03-09T10:30:00.0000000Z", intervals[0].GetProperty("to").GetString());
        Assert.Equal([10, 10, 1], Values(intervals[0]));
        Assert.Equal([30, 30, 2], Values(intervals[1]));
        Assert.Equal((1.0, "good"), (intervals[0].GetProperty("coverage").GetDouble(), intervals[0].GetProperty("quality").GetString()));
    }

    [Fact]
    public async Task Without_an_interval_the_whole_range_is_one_and_the_average_weighs_time()
    {
        var answer = await GetAsync($"aggregates?tag=shop/press3/oil_temperature&{Range}&stepped=true");
        Assert.Equal([20], Values(Assert.Single(answer.GetProperty("series")[0].GetProperty("intervals").EnumerateArray())));
    }

    [Fact]
    public async Task Days_of_a_calendar_follow_its_summer_time()
    {
        var answer = await GetAsync("aggregates?tag=shop/press3/oil_temperature&from=2026-03-28T23:00:00Z&to=2026-03-30T22:00:00Z&calendar=day&zone=Europe/Berlin&aggregate=Count");
        Assert.Equal(
            ["2026-03-28T23:00:00.0000000Z", "2026-03-29T22:00:00.0000000Z"],
            answer.GetProperty("series")[0].GetProperty("intervals").EnumerateArray().Select(i => i.GetProperty("from").GetString()));
    }

    [Fact]
    public async Task All_numbers_below_an_asset_are_asked_for_at_once()
    {
        var answer = await GetAsync($"aggregates?asset=shop/press3&{Range}&aggregate=Count");
        Assert.Equal(["shop/press3/oil_temperature", "shop/press3/state"], answer.GetProperty("series").EnumerateArray().Select(s => s.GetProperty("tag").GetString()));
        Assert.Equal([3], Values(answer.GetProperty("series")[0].GetProperty("intervals")[0]));
        Assert.Equal(3, (await GetAsync($"aggregates?asset=shop&{Range}")).GetProperty("series").GetArrayLength());
        using var none = await _client.GetAsync("/api/v1/history/aggregates?asset=sho", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Shifts_are_told_by_name_and_the_night_of_summer_time_is_an_hour_shorter()
    {
        var shifts = string.Concat(new[] { "early 06:00-14:00", "late 14:00-22:00 mon-fri", "night 22:00-06:00" }.Select(s => "&shift=" + Uri.EscapeDataString(s)));
        var answer = await GetAsync($"aggregates?tag=shop/press3/oil_temperature&from=2026-03-28T10:00:00Z&to=2026-03-29T08:00:00Z&zone=Europe/Berlin&aggregate=Count{shifts}");
        var intervals = answer.GetProperty("series")[0].GetProperty("intervals").EnumerateArray().ToList();
        // On a Saturday there is no late shift: the time between is told too. 22:00 to 06:00 are seven hours.
        Assert.Equal(["early", null, "night", "early"], intervals.Select(i => i.GetProperty("shift").GetString()));
        Assert.Equal(
            ["2026-03-28T05:00:00.0000000Z", "2026-03-28T13:00:00.0000000Z", "2026-03-28T21:00:00.0000000Z", "2026-03-29T04:00:00.0000000Z"],
            intervals.Select(i => i.GetProperty("from").GetString()));
    }

    [Fact]
    public async Task A_formula_is_worked_out_where_a_tag_has_a_sample()
    {
        var answer = await GetAsync($"formula?formula={Uri.EscapeDataString("[shop/press3/oil_temperature] * 2 + 1")}&{Range}&limit=2");
        Assert.Equal([21, 61], answer.GetProperty("samples").EnumerateArray().Select(s => s.GetProperty("value").GetDouble()));
        Assert.True(answer.GetProperty("truncated").GetBoolean());
    }

    [Theory]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&aggregate=Median", "'Median' is no aggregate")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&aggregate=3", "'3' is no aggregate")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&every=often", "every 'often' is no duration")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&every=1 s&from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z", "there would be more than 100,000 intervals")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&every=1 h&calendar=day", "every and calendar are both given")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&calendar=moon", "calendar 'moon' is no interval")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&calendar=7 hour", "7 Hour is no interval of a calendar: minutes and hours divide a day, months a year")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&calendar=day&zone=Mars/Olympus", "zone 'Mars/Olympus' is no time zone")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&shift=early", "shift 'early' is no shift")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&shift=early 06:00-25:00", "shift 'early 06:00-25:00' is no shift")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&shift=early 06:00-14:00 noday", "shift 'early 06:00-14:00 noday' is no shift")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&shift=early 06:00-14:00&every=1 h", "shift is given beside every or calendar")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&shift=a 06:00-14:00&shift=b 12:00-14:00&from=2026-03-10T10:00:00Z&to=2026-03-10T11:00:00Z", "The shifts a and b overlap on 2026-03-09")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&asset=shop", "tag and asset are both given")]
    [InlineData("aggregates?tag=shop/press3/oil_temperature&maxGap=wide", "maxGap 'wide' is no duration")]
    [InlineData("formula?formula=1", "the formula names 0 tags")]
    public async Task What_cannot_be_answered_says_why(string question, string detail)
    {
        using var response = await _client.GetAsync($"/api/v1/history/{question}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(detail, problem.GetProperty("detail").GetString());
        Assert.NotEmpty(problem.GetProperty("remedy").GetString()!);
    }

    [Fact]
    public async Task A_formula_that_is_none_is_refused_with_the_place()
    {
        using var response = await _client.GetAsync("/api/v1/history/formula?formula=[shop/press3/oil_temperature]%20*", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("the formula cannot be read: ", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private void Fill(TagHandle tag, params (int Minute, double Value)[] samples)
    {
        Assert.True(Timestamp.TryParse("2026-03-09T10:00:00Z", out var start));
        _bench.Plant.FakeHistory.Samples[_bench.Plant.Tags[tag].Id] =
            [.. samples.Select(s => new StoredSample(start + TimeSpan.FromMinutes(s.Minute), TagValue.Of(s.Value), Quality.Good))];
    }

    private static double[] Values(JsonElement interval) => [.. interval.GetProperty("values").EnumerateArray().Select(v => v.GetDouble())];

    private async Task<JsonElement> GetAsync(string question) =>
        JsonDocument.Parse(await _client.GetStringAsync($"/api/v1/history/{question}", TestContext.Current.CancellationToken)).RootElement;
}
