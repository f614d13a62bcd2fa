using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Millwright.Model;
using Millwright.Product.Tests.Http;
using Millwright.Security;
using Millwright.Security.Accounts;

namespace Millwright.Product.Tests.Prometheus;

public sealed class QueryTests : IAsyncLifetime
{
    private const string Press = "{asset=shop/press3,machine=press3}";
    private const string Pump = "{asset=shop/pump,machine=pump}";

    private QueryBench _bench = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await QueryBench.StartAsync(extraTags: 3);
        var plant = _bench.Face.Plant;
        _bench.Fill(plant.Temperature, (5, 10), (15, 12), (25, 11), (35, 20), (45, 4));
        _bench.Fill(plant.State, (5, 1), (35, 0));
        // A counter that begins anew.
        _bench.Fill(plant.Flow, (5, 100), (15, 110), (25, 5), (35, 25));
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Queries_have_the_answers_of_Prometheus()
    {
        (string Query, string Expected)[] cases =
        [
            ("oil_temperature", $"oil_temperature{Press} 20"),
            ("{machine=\"press3\"}", $"oil_temperature{Press} 20; state{Press} 0"),
            ("{__name__=~\".*\",asset=~\"shop/.*\",machine!=\"press3\"}", $"flow{Pump} 25"),
            ("oil_temperature offset 20s", $"oil_temperature{Press} 12"),
            ("name", ""),
            ("nothing", ""),
            ("-oil_temperature + 1", $"{Press} -19"),
            ("oil_temperature / state", $"{Press} +Inf"),
            ("oil_temperature * 0 / 0", $"{Press} NaN"),
            ("oil_temperature > 19", $"oil_temperature{Press} 20"),
            ("oil_temperature > 20", ""),
            ("25 > oil_temperature", $"oil_temperature{Press} 20"),
            ("oil_temperature > bool state", $"{Press} 1"),
            ("oil_temperature >= oil_temperature", $"oil_temperature{Press} 20"),
            ("oil_temperature + flow", ""),
            ("oil_temperature + on() flow", "{} 45"),
            ("oil_temperature - ignoring(asset, machine) flow", "{} -5"),
            ("flow and on() state", $"flow{Pump} 25"),
            ("flow unless on() state", ""),
            ("nothing or vector(7)", "{} 7"),
            ("2 ^ 3 % 5", "3"),
            ("scalar(flow) + time() - time()", "25"),
            ("sum({machine=~\"press3|pump\"})", "{} 45"),
            ("avg by (machine) ({asset=~\"shop/.*\"})", "{machine=press3} 10; {machine=pump} 25"),
            ("count without (asset, area) ({asset=~\"shop/.*\"})", "{machine=press3} 2; {machine=pump} 1"),
            ("min({asset=~\"shop/.*\"}) + max({asset=~\"shop/.*\"})", "{} 25"),
            ("stddev({machine=\"press3\"})", "{} 10"),
            ("topk(2, {asset=~\"shop/.*\"})", $"flow{Pump} 25; oil_temperature{Press} 20"),
            ("bottomk(1, {asset=~\"shop/.*\"})", $"state{Press} 0"),
            ("sort_desc({asset=~\"shop/.*\"})", $"flow{Pump} 25; oil_temperature{Press} 20; state{Press} 0"),
            ("sum_over_time(oil_temperature[20s])", $"{Press} 31"),
            ("avg_over_time(oil_temperature[40s])", $"{Press} 13.25"),
            ("max_over_time(oil_temperature[1m] offset 10s)", $"{Press} 12"),
            ("min_over_time(oil_temperature[1h])", $"{Press} 10"),
            ("count_over_time(oil_temperature[10s])", $"{Press} 1"),
            ("last_over_time(oil_temperature[10s])", $"oil_temperature{Press} 20"),
            ("stdvar_over_time(oil_temperature[20s])", $"{Press} 20.25"),
            ("stddev_over_time(oil_temperature[20s])", $"{Press} 4.5"),
            ("count_over_time(oil_temperature[1s])", ""),
            ("delta(oil_temperature[30s])", $"{Press} 12"),
            ("increase(flow[40s])", $"{Pump} 46.666666666666664"),
            ("rate(flow[40s])", $"{Pump} 1.1666666666666665"),
            ("irate(flow[40s])", $"{Pump} 2"),
            ("irate(flow[40s] offset 10s)", $"{Pump} 0.5"),
            ("resets(flow[40s]) + changes(flow[40s])", $"{Pump} 4"),
            ("round(oil_temperature / 3, 0.5) + floor(flow / 10)", ""),
            ("round(oil_temperature / 3, 0.5)", $"{Press} 6.5"),
            ("clamp(oil_temperature, 1, 5) + clamp_min(oil_temperature, 30) + clamp_max(oil_temperature, 3)", $"{Press} 38"),
            ("ceil(flow / 10) + abs(-flow) + sgn(flow)", $"{Pump} 29"),
            ("absent(nothing{a=\"b\"})", "{a=b} 1"),
            ("absent(flow)", ""),
        ];
        var differences = new List<string>();
        foreach (var (query, expected) in cases)
        {
            if (await _bench.AtAsync(40, query) is var answer && answer != expected)
                differences.Add($"{query} is {answer}, not {expected}");
        }
        Assert.Empty(differences);
    }

    [Fact]
    public async Task Over_a_range_each_step_has_the_newest_value_no_older_than_the_lookback()
    {
        Assert.Equal($"oil_temperature{Press} 10:10 20:12 30:11 40:20 50:4", Cut(await _bench.OverAsync(0, 360, 10, "oil_temperature")));
        Assert.Equal($"{Press} 20:22 40:31 60:4", await _bench.OverAsync(0, 100, 20, "sum_over_time(oil_temperature[20s])"));
        Assert.Equal($"{Press} 10:10 20:22 30:33 40:43 50:35 60:24 70:4", await _bench.OverAsync(0, 100, 10, "sum_over_time(oil_temperature[30s])"));
        Assert.Equal($"{Pump} 20:1 30:0.5 40:2", await _bench.OverAsync(0, 40, 10, "irate(flow[20s])"));
        Assert.Equal("{} 0:5 10:5 20:5", await _bench.OverAsync(0, 20, 10, "5"));

        static string Cut(string answer) => string.Join(' ', answer.Split(' ').Where(p => !p.Contains(':', StringComparison.Ordinal) || int.Parse(p.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture) is <= 50 or >= 350));
    }

    [Fact]
    public async Task A_sample_of_the_very_moment_belongs_to_the_range_that_ends_there()
    {
        var extra = _bench.Face.Plant.Extra;
        _bench.Fill(extra[0], (60, 1), (120, 2), (180, 4));
        _bench.Fill(extra[1], (61, 1), (121, 2));
        _bench.Fill(extra[2], (240, 8));
        const string labels = "{asset=field}";
        Assert.Equal($"{labels} 60:1 120:2 180:4", await _bench.OverAsync(60, 240, 60, "sum_over_time(t00000[1m])"));
        Assert.Equal($"{labels} 60:1 120:3 180:6 240:4", await _bench.OverAsync(60, 240, 60, "sum_over_time(t00000[2m])"));
        Assert.Equal($"{labels} 120:1 180:2", await _bench.OverAsync(60, 240, 60, "sum_over_time(t00001[1m])"));
        Assert.Equal($"{labels} 240:8", await _bench.OverAsync(60, 240, 60, "sum_over_time(t00002[1m])"));
        Assert.Equal($"t00002{labels} 240:8", await _bench.OverAsync(60, 240, 60, "t00002"));
    }

    [Fact]
    public async Task A_bad_sample_ends_the_value_as_a_stale_marker_does()
    {
        _bench.Samples(_bench.Face.Plant.Temperature).Add(new(FakePlant.Start + TimeSpan.FromSeconds(50), TagValue.None, Quality.BadNoData));
        Assert.Equal("", await _bench.AtAsync(55, "oil_temperature"));
        Assert.Equal($"oil_temperature{Press} 45:4 49:4", await _bench.OverAsync(45, 60, 4, "oil_temperature"));
        Assert.Equal($"{Press} 5", await _bench.AtAsync(55, "count_over_time(oil_temperature[1m])"));
    }

    [Fact]
    public async Task A_range_of_samples_is_answered_as_they_are()
    {
        var data = await _bench.DataAsync($"query?query=oil_temperature[20s]&time={FakePlant.Start.ToUnixMilliseconds() / 1_000 + 40}");
        Assert.Equal("matrix", data.GetProperty("resultType").GetString());
        Assert.Equal("20", Assert.Single(data.GetProperty("result").EnumerateArray()).GetProperty("values")[1][1].GetString());
    }

    [Fact]
    public async Task Names_labels_and_their_values_are_told_for_completion()
    {
        Assert.Equal("[\"__name__\",\"area\",\"asset\",\"machine\"]", (await _bench.DataAsync("labels?match[]={machine!=\"\"}")).ToString());
        Assert.Equal("[\"flow\",\"oil_temperature\",\"state\",\"t00000\",\"t00001\",\"t00002\"]", (await _bench.DataAsync("label/__name__/values")).ToString());
        Assert.Equal("[\"shop/press3\"]", (await _bench.DataAsync("label/asset/values?match[]=oil_temperature")).ToString());
        Assert.Equal("[{\"__name__\":\"flow\",\"area\":\"shop\",\"asset\":\"shop/pump\",\"machine\":\"pump\"}]", (await _bench.DataAsync("series?match[]=flow&start=1&end=2")).ToString());
        Assert.Equal("{\"oil_temperature\":[{\"type\":\"unknown\",\"help\":\"in the tank\",\"unit\":\"°C\"}]}", (await _bench.DataAsync("metadata?metric=oil_temperature")).ToString());
        Assert.Equal("2.42.0", (await _bench.DataAsync("status/buildinfo")).GetProperty("version").GetString());
    }

    [Fact]
    public async Task A_form_is_taken_as_the_address_is()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["query"] = "1 + 1", ["time"] = "2026-03-09T10:00:00.5Z" });
        using var answer = await _bench.Client.PostAsync(new Uri("/prometheus/api/v1/query", UriKind.Relative), form);
        Assert.Equal("{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1773050400.5,\"2\"]}}", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_cannot_be_answered_says_why_in_the_form_of_Prometheus()
    {
        (string Question, int Status, string Type, string Problem)[] cases =
        [
            ("query?query=sum(", 400, "bad_data", "1:5: parse error: unexpected the end, expected a number, series or function"),
            ("query?query=quantile(0.5, flow)", 422, "execution", "1:1: function or aggregation 'quantile' is not answered here; "),
            ("query?query=", 400, "bad_data", "the parameter 'query' is missing"),
            ("query?query=1&time=soon", 400, "bad_data", "the parameter 'time' is 'soon'; write RFC 3339 or seconds since 1970"),
            ("query_range?query=1&start=0&end=11000&step=1", 400, "bad_data", "there would be more than 11,000 points a series; ask for a longer step or a shorter range"),
            ("query_range?query=1&start=0&end=1&step=0", 400, "bad_data", "the parameter 'step' is '0'; write a duration such as 15s, or seconds, above zero"),
            ("query_range?query=1&start=2&end=1&step=1", 400, "bad_data", "the end lies before the start"),
            ("query_range?query=up[5m]&start=0&end=1&step=1", 400, "bad_data", "a range of samples cannot be asked for over a range; "),
            ("series", 400, "bad_data", "the parameter 'match[]' is missing"),
            ("series?match[]={", 400, "bad_data", "match[]: unexpected the end, expected the name of a label"),
        ];
        foreach (var (question, status, type, problem) in cases)
        {
            var error = await _bench.ErrorAsync(question.Replace("+", "%2B", StringComparison.Ordinal));
            Assert.Equal(((HttpStatusCode)status, type), (error.Status, error.Type));
            Assert.StartsWith(problem, error.Problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_limits_of_series_and_samples_name_the_place()
    {
        var limits = _bench.Face.Plant.Prometheus;
        (limits.MaxSeries, limits.MaxSamples) = (5, 1_000);
        var series = await _bench.ErrorAsync("query?query=" + Uri.EscapeDataString("1 + {__name__=~\".+\"}"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "1:5: more than 5 series match; name more of their labels, or raise max_series"), (series.Status, series.Problem));
        var samples = await _bench.ErrorAsync("query_range?query=flow&start=0&end=2000&step=1");
        Assert.Equal("1:1: the query needs more than 1,000 samples; ask for fewer series, a shorter range or a longer step, or raise max_samples", samples.Problem);
    }

    [Fact]
    public async Task Series_that_would_be_one_are_refused()
    {
        var error = await _bench.ErrorAsync($"query?time={FakePlant.Start.ToUnixMilliseconds() / 1_000 + 40}&query=" + Uri.EscapeDataString("abs({machine=\"press3\"})"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, error.Status);
        Assert.StartsWith("1:1: two series would have the same labels ", error.Problem, StringComparison.Ordinal);
        error = await _bench.ErrorAsync($"query?time={FakePlant.Start.ToUnixMilliseconds() / 1_000 + 40}&query=" + Uri.EscapeDataString("flow + on() {machine=\"press3\"}"));
        Assert.StartsWith("1:6: several series ", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_asked_for_and_taken_as_bearer_or_password()
    {
        Assert.Equal(AccountChange.Done, _bench.Face.Desk.Lasting.Add("grafana", Role.Viewer, "test", null, out var token));
        foreach (var (authorization, expected) in new[]
        {
            (new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("any:" + token))), HttpStatusCode.OK),
            (new AuthenticationHeaderValue("Bearer", token), HttpStatusCode.OK),
            (new AuthenticationHeaderValue("Bearer", "nonsense"), HttpStatusCode.Unauthorized),
            (null, HttpStatusCode.Unauthorized),
        })
        {
            _bench.Client.DefaultRequestHeaders.Authorization = authorization;
            using var answer = await _bench.Client.GetAsync(new Uri("/prometheus/api/v1/query?query=1", UriKind.Relative));
            Assert.Equal(expected, answer.StatusCode);
        }
    }
}
