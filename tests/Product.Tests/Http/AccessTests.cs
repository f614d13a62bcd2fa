using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Millwright.Security;

namespace Millwright.Product.Tests.Http;

/// <summary>Who gets in, and who does not.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task A_stranger_gets_401_from_every_endpoint_of_the_api_but_sign_in()
    {
        await using var bench = await FaceBench.StartAsync();
        using var client = bench.Stranger();
        var document = await FaceBench.JsonAsync(await client.GetAsync("/openapi/v1.json"));
        var tried = 0;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var method in path.Value.EnumerateObject())
            {
                if (path.Name == "/api/v1/session" && method.Name == "post")
                    continue;
                Assert.False(string.IsNullOrEmpty(method.Value.GetProperty("summary").GetString()), path.Name + " says nothing of itself");
                var address = path.Name.Replace("{path}", "x", StringComparison.Ordinal).Replace("{name}", "x", StringComparison.Ordinal);
                foreach (var written in new[] { address, address.ToUpperInvariant(), address + "/" })
                {
                    using var request = new HttpRequestMessage(HttpMethod.Parse(method.Name.ToUpperInvariant()), written);
                    using var answer = await client.SendAsync(request);
                    Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method.Name} {written}: {answer.StatusCode}");
                    tried++;
                }
            }
        }
        Assert.InRange(tried, 60, 200);
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1")]
    [InlineData("/api")]
    [InlineData("/API/v2/tags")]
    [InlineData("/api/v1/tags/../users")]
    [InlineData("/api/v1/%74ags")]
    public async Task A_stranger_gets_401_also_where_nothing_is(string path)
    {
        await using var bench = await FaceBench.StartAsync();
        using var client = bench.Stranger();
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete, HttpMethod.Options })
        {
            using var request = new HttpRequestMessage(method, path);
            using var answer = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Metrics_are_for_those_who_are_known_once_others_can_reach_the_node()
    {
        await using var bench = await FaceBench.StartAsync(address: IPAddress.Any);
        using var stranger = bench.Stranger();
        var problem = await FaceBench.JsonAsync(await stranger.GetAsync("/metrics"));
        Assert.Equal("unauthenticated", problem.GetProperty("code").GetString());
        using var program = bench.Bearer(Role.Viewer);
        Assert.Contains("process_", await program.GetStringAsync("/metrics"), StringComparison.Ordinal);
        using var page = await bench.SignInAsync("vic");
        Assert.Contains("process_", await page.GetStringAsync("/metrics"), StringComparison.Ordinal);
        using var alive = await stranger.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task On_this_machine_alone_metrics_need_nobody()
    {
        await using var bench = await FaceBench.StartAsync();
        using var stranger = bench.Stranger();
        Assert.Contains("process_", await stranger.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_gets_no_web_socket()
    {
        await using var bench = await FaceBench.StartAsync();
        using var socket = new ClientWebSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new(bench.Url.Replace("http", "ws", StringComparison.Ordinal) + "/api/v1/live"), CancellationToken.None));
    }

    [Theory]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer ")]
    [InlineData("Basic YW5uOmFubg==")]
    public async Task A_wrong_token_is_a_stranger(string header)
    {
        await using var bench = await FaceBench.StartAsync();
        using var client = bench.Stranger();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        using var answer = await client.GetAsync("/api/v1/node");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/v1/users", Role.Admin)]
    [InlineData("POST", "/api/v1/users", Role.Admin)]
    [InlineData("DELETE", "/api/v1/users/x", Role.Admin)]
    [InlineData("GET", "/api/v1/certificates", Role.Viewer)]
    [InlineData("POST", "/api/v1/certificates/ABCD/trust", Role.Admin)]
    [InlineData("POST", "/api/v1/certificates/ABCD/reject", Role.Admin)]
    [InlineData("POST", "/api/v1/certificates/import", Role.Admin)]
    [InlineData("POST", "/api/v1/connections/press/restart", Role.Engineer)]
    [InlineData("GET", "/api/v1/node", Role.Viewer)]
    [InlineData("GET", "/api/v1/audit", Role.Viewer)]
    public async Task A_role_opens_what_it_should_and_no_more(string method, string path, Role least)
    {
        await using var bench = await FaceBench.StartAsync();
        foreach (var role in Enum.GetValues<Role>())
        {
            using var client = bench.Bearer(role);
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
            if (method == "POST")
                request.Content = JsonContent.Create(new { name = "", role = "viewer", password = "" });
            using var answer = await client.SendAsync(request);
            Assert.Equal(role >= least, answer.StatusCode != HttpStatusCode.Forbidden);
            Assert.NotEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_change_with_the_cookie_needs_the_pages_header_and_its_own_origin()
    {
        await using var bench = await FaceBench.StartAsync();
        using var client = await bench.SignInAsync("eva");
        client.DefaultRequestHeaders.Remove("X-Millwright");
        Assert.Equal("not-from-our-page", await CodeAsync(await client.PostAsync("/api/v1/connections/press/restart", null)));
        client.DefaultRequestHeaders.Add("X-Millwright", "1");
        client.DefaultRequestHeaders.Add("Origin", "http://localhost:3000");
        Assert.Equal("not-from-our-page", await CodeAsync(await client.PostAsync("/api/v1/connections/press/restart", null)));
        Assert.Empty(bench.Plant.Restarted);
        client.DefaultRequestHeaders.Remove("Origin");
        using var answer = await client.PostAsync("/api/v1/connections/press/restart", null);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(["press"], bench.Plant.Restarted);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("10.0.0.1", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    public async Task On_loopback_only_its_own_names_are_answered(string host, HttpStatusCode expected)
    {
        await using var bench = await FaceBench.StartAsync();
        using var client = bench.Stranger();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Host = host;
        using var answer = await client.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_keep_browsers_safe()
    {
        await using var bench = await FaceBench.StartAsync();
        using var client = bench.Stranger();
        foreach (var path in new[] { "/", "/health/live", "/api/v1/node", "/metrics" })
        {
            using var answer = await client.GetAsync(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("script-src 'self' 'unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_no_json_is_a_terse_problem()
    {
        await using var bench = await FaceBench.StartAsync();
        using var client = bench.Stranger();
        using var large = new StringContent("{\"name\":\"" + new string('a', 300_000) + "\"}", null, "application/json");
        Assert.Equal("too-large", await CodeAsync(await client.PostAsync("/api/v1/session", large)));
        using var wrong = new StringContent("{\"name\":", null, "application/json");
        var problem = await FaceBench.JsonAsync(await client.PostAsync("/api/v1/session", wrong));
        Assert.Equal("bad-request", problem.GetProperty("code").GetString());
        Assert.DoesNotContain("System.", problem.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => (await FaceBench.JsonAsync(answer)).GetProperty("code").GetString();
}
