using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Millwright.Security;

namespace Millwright.Product.Tests.Http;

/// <summary>Every refusal says in one shape what is wrong, where, and what to do; and nothing of the inside.</summary>
public sealed class ProblemTests : IAsyncLifetime
{
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
    [InlineData("GET", "/api/v1/nothing", 404, "nothing")]
    [InlineData("GET", "/api/v1/tags/shop/press3/oil_temperatur", 404, "oil_temperature")]
    [InlineData("GET", "/api/v1/values?tag=shop/press3/oil_temperatur", 404, "did you mean shop/press3/oil_temperature?")]
    [InlineData("GET", "/api/v1/history?tag=shop/nowhere/at/all/to/be/found", 404, "search the tag and copy its path")]
    [InlineData("GET", "/api/v1/history/raw?tag=shop/press3/state&after=x.y", 400, "next of the page before")]
    [InlineData("GET", "/api/v1/history/raw?tag=shop/press3/state&after=1.99999999", 400, "next of the page before")]
    [InlineData("GET", "/api/v1/history/raw", 400, "?tag=path")]
    [InlineData("GET", "/api/v1/connections/pres", 404, "list of connections")]
    [InlineData("POST", "/api/v1/connections/nothing/restart", 404, "nothing")]
    [InlineData("POST", "/api/v1/connections/nothing/browse", 404, "nothing")]
    [InlineData("DELETE", "/api/v1/users/nobody", 404, "nobody")]
    [InlineData("POST", "/api/v1/users/links", 404, "nobody")]
    [InlineData("POST", "/api/v1/users", 422, "a.miller")]
    [InlineData("POST", "/api/v1/writes", 400, "send tag as a path")]
    [InlineData("DELETE", "/api/v1/node", 405, "openapi")]
    [InlineData("GET", "/api/v1/live", 400, "ws scheme")]
    [InlineData("GET", "/api/v1/audit?after=-5", 400, "next of the page before")]
    public async Task What_cannot_be_answered_says_why_and_what_to_do(string method, string path, int status, string part)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        if (method == "POST")
            request.Content = JsonContent.Create(new { name = path.EndsWith("links", StringComparison.Ordinal) ? "nobody" : "", node = (string?)null });
        using var answer = await _client.SendAsync(request);
        var problem = await CheckAsync(answer, status);
        Assert.Contains(part, $"{problem.GetProperty("detail").GetString()} {problem.GetProperty("remedy").GetString()}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", "{}", 415)]
    [InlineData("application/json", "", 400)]
    [InlineData("application/json", "[]", 400)]
    [InlineData("application/json", "{\"tag\":5,\"value\":1}", 400)]
    [InlineData("application/json", "{\"tag\":\"shop/press3/oil_temperature\",\"value\":{}}", 400)]
    [InlineData("application/json", "{\"tag\":\"shop/press3/oil_temperature\",\"value\":[1,[2]]}", 400)]
    [InlineData("application/json", "{\"tag\":\"shop/press3/oil_temperature\",\"value\":null}", 400)]
    [InlineData("application/json", "{\"tag\":\"shop/press3/oil_temperature\"}", 400)]
    [InlineData("application/json", "{\"tag\":\"\",\"value\":1}", 400)]
    [InlineData("application/json", "{\"tag\":\"no such tag\",\"value\":1}", 404)]
    public async Task A_write_that_is_not_one_never_reaches_the_gate(string type, string body, int status)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await _client.PostAsync("/api/v1/writes", content);
        await CheckAsync(answer, status);
        Assert.Empty(_bench.Gate.Asked);
    }

    [Fact]
    public async Task A_reason_may_be_long_but_not_endless()
    {
        using var kept = await _client.PostAsJsonAsync("/api/v1/writes", new { tag = "shop/press3/oil_temperature", value = 1, reason = new string('r', 500) });
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        using var endless = await _client.PostAsJsonAsync("/api/v1/writes", new { tag = "shop/press3/oil_temperature", value = 1, reason = new string('r', 501) });
        Assert.Contains("501", (await CheckAsync(endless, 400)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Single(_bench.Gate.Asked);
    }

    [Fact]
    public async Task More_tags_than_a_question_may_have_are_refused()
    {
        var tags = string.Concat(Enumerable.Repeat("tag=shop/press3/state&", 65));
        using var answer = await _client.GetAsync($"/api/v1/history?{tags}");
        Assert.Contains("64", (await CheckAsync(answer, 400)).GetProperty("remedy").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit=0", 1)]
    [InlineData("limit=-7", 1)]
    [InlineData("limit=2", 2)]
    [InlineData("limit=2000000000", 4)]
    public async Task Limits_of_pages_are_held(string query, int count)
    {
        var page = await FaceBench.JsonAsync(await _client.GetAsync("/api/v1/tags?" + query));
        Assert.Equal(count, page.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("a.miller", "king", "four unrelated words here", "bad-role")]
    [InlineData("a.miller", "3", "four unrelated words here", "bad-role")]
    [InlineData("a.miller", null, "four unrelated words here", "bad-role")]
    [InlineData("a miller", "viewer", "four unrelated words here", "bad-name")]
    [InlineData("", "viewer", "four unrelated words here", "bad-name")]
    [InlineData("a.miller", "viewer", "short", "weak-password")]
    [InlineData("a.miller", "viewer", null, "weak-password")]
    [InlineData("ANN", "viewer", "four unrelated words here", "exists")]
    public async Task An_account_that_cannot_be_is_refused_with_a_remedy(string name, string? role, string? password, string code)
    {
        var before = _bench.Accounts.All.Count;
        using var answer = await _client.PostAsJsonAsync("/api/v1/users", new { name, role, password });
        var problem = await CheckAsync(answer, code == "exists" ? 409 : 422);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(before, _bench.Accounts.All.Count);
        if (password is not null)
            Assert.DoesNotContain(password, problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_many_accounts_as_a_node_keeps_are_said_to_be_many_not_to_exist()
    {
        for (var i = _bench.Accounts.All.Count; i < 1_000; i++)
            _bench.Accounts.Add($"user{i}", Role.Viewer, null);
        using var answer = await _client.PostAsJsonAsync("/api/v1/users", new { name = "one.more", role = "viewer", password = "four unrelated words here" });
        Assert.Equal("full", (await CheckAsync(answer, 409)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_last_who_can_manage_users_stays()
    {
        using var answer = await _client.DeleteAsync("/api/v1/users/Ann");
        Assert.Equal("last-admin", (await CheckAsync(answer, 409)).GetProperty("code").GetString());
        Assert.True(_bench.Accounts.TryFind("ann", out _));
    }

    [Fact]
    public async Task A_failure_inside_is_told_tersely_outside()
    {
        _bench.Gate.Failure = new InvalidOperationException("secret of /data/log/0001.log");
        using var answer = await _client.PostAsJsonAsync("/api/v1/writes", new { tag = "shop/press3/oil_temperature", value = 1 });
        var problem = await CheckAsync(answer, 500);
        Assert.Equal("internal", problem.GetProperty("code").GetString());
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", problem.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> CheckAsync(HttpResponseMessage answer, int status)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, (int)answer.StatusCode);
        var problem = await FaceBench.JsonAsync(answer);
        foreach (var key in (string[])["code", "detail", "remedy"])
            Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty(key).GetString()), $"{key} is empty in {problem.GetRawText()}");
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.DoesNotContain("   at ", problem.GetRawText(), StringComparison.Ordinal);
        return problem;
    }
}
