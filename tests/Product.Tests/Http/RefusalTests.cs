using System.Net;
using System.Text;
using System.Text.Json;
using Millwright.Security;

namespace Millwright.Product.Tests.Http;

/// <summary>Whatever is sent to whatever route: a refusal with a remedy, never a failure of the node, and nothing done.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private static readonly string[] Bodies =
    [
        "", "{", "[]", "5", "\"text\"", "null", "{\"name\":", "{\"name\":{}}", "{\"name\":[1]}", "{\"name\":5,\"tag\":5,\"node\":5,\"certificate\":5}",
        "\u0000", "{\"name\":\"\\ud800\",\"tag\":\"\\ud800\",\"certificate\":\"\\ud800\"}", "<xml/>",
    ];

    private FaceBench _bench = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await FaceBench.StartAsync();
        _client = _bench.Bearer(Role.Admin);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _bench.DisposeAsync();
    }

    [Theory]
    [InlineData("POST", "/api/v1/session")]
    [InlineData("PUT", "/api/v1/session/password")]
    [InlineData("POST", "/api/v1/users")]
    [InlineData("POST", "/api/v1/users/links")]
    [InlineData("POST", "/api/v1/writes")]
    [InlineData("POST", "/api/v1/certificates/import")]
    [InlineData("POST", "/api/v1/connections/press3/nothing")]
    public async Task A_body_that_says_nothing_sensible_is_refused_and_changes_nothing(string method, string path)
    {
        var accounts = _bench.Accounts.All.Count;
        foreach (var body in Bodies)
        {
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            await RefusedAsync(request, $"{method} {path} {body}");
        }
        Assert.Equal(accounts, _bench.Accounts.All.Count);
        Assert.Empty(_bench.Gate.Asked);
    }

    [Theory]
    [InlineData("/api/v1/history?tag=shop/press3/state&from=tomorrowish", "from or to")]
    [InlineData("/api/v1/history?tag=shop/press3/state&from=now&to=now-1h", "before it begins")]
    [InlineData("/api/v1/history?tag=shop/press3/state&from=now-9999999999d", "from or to")]
    [InlineData("/api/v1/history?tag=shop/press3/state&points=many", null)]
    [InlineData("/api/v1/history/raw?tag=shop/press3/state&limit=all", null)]
    [InlineData("/api/v1/history/raw?tag=shop/press3/state&from=2026-13-01", "from or to")]
    [InlineData("/api/v1/history?tag=a%20b", "a b")]
    [InlineData("/api/v1/history?tag=", null)]
    [InlineData("/api/v1/values", "no tag is named")]
    [InlineData("/api/v1/values?tag=%2F", null)]
    [InlineData("/api/v1/values?tag=..%2F..%2Fetc%2Fpasswd", "passwd")]
    [InlineData("/api/v1/tags?limit=x", null)]
    [InlineData("/api/v1/tags/..%2f..%2f", null)]
    [InlineData("/api/v1/audit?after=x", "is no page")]
    public async Task A_question_that_is_none_is_told_what_is_wrong_with_it(string path, string? part)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var problem = await RefusedAsync(request, path);
        if (part is not null)
            Assert.Contains(part, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/history?tag=shop/press3/state&from=now-1w&to=now&points=0")]
    [InlineData("/api/v1/history?tag=shop/press3/state&points=2000000000")]
    [InlineData("/api/v1/history?tag=shop/press3/state&from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z")]
    [InlineData("/api/v1/history/raw?tag=shop/press3/state&limit=-1")]
    [InlineData("/api/v1/tags?after=99999999999999999999")]
    [InlineData("/api/v1/tags?q=%25%00%27%22")]
    [InlineData("/api/v1/values?asset=no/such/asset")]
    [InlineData("/api/v1/assets?limit=0")]
    public async Task A_question_out_of_all_measure_is_answered_within_the_limits(string path)
    {
        using var answer = await _client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.InRange((await answer.Content.ReadAsByteArrayAsync()).Length, 2, 1_000_000);
    }

    [Theory]
    [InlineData("PUT", "/api/v1/writes")]
    [InlineData("DELETE", "/api/v1/writes")]
    [InlineData("POST", "/api/v1/tags")]
    [InlineData("PATCH", "/api/v1/session")]
    [InlineData("PUT", "/api/v1/users")]
    [InlineData("DELETE", "/api/v1/audit")]
    [InlineData("POST", "/api/v1/ledger")]
    [InlineData("POST", "/health/ready")]
    public async Task A_method_that_a_route_does_not_have_is_said(string method, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        var problem = await RefusedAsync(request, $"{method} {path}");
        Assert.Equal(405, problem.GetProperty("status").GetInt32());
    }

    private async Task<JsonElement> RefusedAsync(HttpRequestMessage request, string what)
    {
        using var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{what}: {answer.StatusCode} {text}");
        Assert.True(answer.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{what}: {answer.StatusCode} {answer.Content.Headers.ContentType} {text}");
        var problem = JsonDocument.Parse(text).RootElement;
        foreach (var key in (string[])["code", "detail", "remedy"])
            Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty(key).GetString()), $"{what}: {key} is empty in {text}");
        return problem;
    }
}
