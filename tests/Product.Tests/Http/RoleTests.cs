using System.Net;
using System.Net.Http.Json;
using Millwright.Security;

namespace Millwright.Product.Tests.Http;

/// <summary>Each route with each role, from the node's own list of routes: one that is added without a line here fails.</summary>
public sealed class RoleTests : IAsyncLifetime
{
    private static readonly Dictionary<string, Role> LeastRoles = new()
    {
        ["get /api/v1/session"] = Role.Viewer,
        ["delete /api/v1/session"] = Role.Viewer,
        ["put /api/v1/session/password"] = Role.Viewer,
        ["get /api/v1/users"] = Role.Admin,
        ["post /api/v1/users"] = Role.Admin,
        ["post /api/v1/users/links"] = Role.Admin,
        ["delete /api/v1/users/{name}"] = Role.Admin,
        ["get /api/v1/tokens"] = Role.Admin,
        ["post /api/v1/tokens"] = Role.Admin,
        ["delete /api/v1/tokens/{name}"] = Role.Admin,
        ["get /api/v1/node"] = Role.Viewer,
        ["get /api/v1/assets"] = Role.Viewer,
        ["get /api/v1/tags"] = Role.Viewer,
        ["get /api/v1/tags/{path}"] = Role.Viewer,
        ["get /api/v1/values"] = Role.Viewer,
        ["get /api/v1/configuration"] = Role.Viewer,
        ["get /api/v1/configuration/schema"] = Role.Viewer,
        ["get /api/v1/live"] = Role.Viewer,
        ["get /api/v1/history"] = Role.Viewer,
        ["get /api/v1/history/raw"] = Role.Viewer,
        ["get /api/v1/history/files"] = Role.Viewer,
        ["post /api/v1/history/files"] = Role.Engineer,
        ["get /api/v1/history/aggregates"] = Role.Viewer,
        ["get /api/v1/history/formula"] = Role.Viewer,
        ["delete /api/v1/history"] = Role.Admin,
        ["get /api/v1/history/annotations"] = Role.Viewer,
        ["post /api/v1/history/annotations"] = Role.Operator,
        ["delete /api/v1/history/annotations/{id}"] = Role.Engineer,
        ["get /api/v1/sql"] = Role.Viewer,
        ["post /api/v1/sql"] = Role.Viewer,
        ["get /api/v1/connections"] = Role.Viewer,
        ["get /api/v1/connections/{name}"] = Role.Viewer,
        ["post /api/v1/connections/{name}/browse"] = Role.Viewer,
        ["post /api/v1/connections/{name}/restart"] = Role.Engineer,
        ["get /api/v1/events"] = Role.Viewer,
        ["get /api/v1/conditions"] = Role.Viewer,
        ["get /api/v1/commands"] = Role.Viewer,
        // The command and the gate decide.
        ["post /api/v1/commands/{path}"] = Role.Viewer,
        ["post /api/v1/conditions/{key}/{action}"] = Role.Viewer,
        ["get /api/v1/ledger"] = Role.Viewer,
        ["get /api/v1/published"] = Role.Viewer,
        ["get /api/v1/mqtt"] = Role.Viewer,
        ["get /api/v1/mqtt/sessions"] = Role.Viewer,
        ["delete /api/v1/mqtt/sessions/{client}"] = Role.Engineer,
        ["delete /api/v1/mqtt/clients/{client}"] = Role.Engineer,
        ["get /api/v1/mqtt/subscriptions"] = Role.Viewer,
        ["get /api/v1/mqtt/topics"] = Role.Viewer,
        ["post /api/v1/mqtt/publish"] = Role.Operator,
        ["get /api/v1/certificates"] = Role.Viewer,
        ["get /api/v1/certificates/own.der"] = Role.Viewer,
        ["post /api/v1/certificates/{fingerprint}/trust"] = Role.Admin,
        ["post /api/v1/certificates/{fingerprint}/reject"] = Role.Admin,
        ["post /api/v1/certificates/import"] = Role.Admin,
        ["post /api/v1/certificates/renew"] = Role.Admin,
        ["get /api/v1/audit"] = Role.Viewer,
        // The tag's own envelope decides: the gate refuses a viewer.
        ["post /api/v1/writes"] = Role.Viewer,
    };

    private FaceBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await FaceBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Each_route_opens_to_its_least_role_and_to_none_below()
    {
        using var stranger = _bench.Stranger();
        var document = await FaceBench.JsonAsync(await stranger.GetAsync("/openapi/v1.json"));
        var routes = document.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(m => (Name: $"{m.Name} {p.Name}", Method: m.Name, Path: p.Name)))
            .Where(r => r.Name != "post /api/v1/session").ToList();
        Assert.Equal(LeastRoles.Keys.Order(StringComparer.Ordinal), routes.Select(r => r.Name).Order(StringComparer.Ordinal));
        foreach (var (name, method, path) in routes)
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                using var client = _bench.Bearer(role);
                using var request = new HttpRequestMessage(
                    HttpMethod.Parse(method.ToUpperInvariant()), path.Replace("{name}", "nobody", StringComparison.Ordinal).Replace("{path}", "shop/pump/flow", StringComparison.Ordinal)
                        .Replace("{id}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{key}", "nothing", StringComparison.Ordinal).Replace("{action}", "acknowledge", StringComparison.Ordinal));
                if (method is "post" or "put")
                    request.Content = JsonContent.Create(new { });
                using var answer = await client.SendAsync(request);
                var isRefused = answer.StatusCode == HttpStatusCode.Forbidden && (await FaceBench.JsonAsync(answer)).GetProperty("code").GetString() == "role";
                Assert.True(isRefused == role < LeastRoles[name], $"{name} as {role}: {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task A_refusal_names_who_what_they_are_and_what_it_takes()
    {
        using var client = await _bench.SignInAsync("oli");
        var problem = await FaceBench.JsonAsync(await client.PostAsync("/api/v1/connections/press/restart", null));
        Assert.Equal("oli has the role operator; this asks for engineer", problem.GetProperty("detail").GetString());
        Assert.Equal("ask somebody with the role engineer", problem.GetProperty("remedy").GetString());
        Assert.Empty(_bench.Plant.Restarted);
    }

    [Fact]
    public async Task A_role_counts_from_the_account_as_it_is_now()
    {
        using var client = await _bench.SignInAsync("eva");
        _bench.Accounts.Remove("eva");
        using var gone = await client.GetAsync("/api/v1/node");
        Assert.Equal(HttpStatusCode.Unauthorized, gone.StatusCode);
    }

    [Fact]
    public async Task A_token_that_is_taken_back_opens_nothing_any_more()
    {
        var token = _bench.Desk.Tokens.Issue(new("script", Role.Admin, "rest"));
        using var client = _bench.Stranger();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
        _bench.Desk.Tokens.Revoke(token);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));
    }

    [Fact]
    public async Task A_wrong_token_is_not_helped_by_a_good_cookie()
    {
        using var client = await _bench.SignInAsync("ann");
        client.DefaultRequestHeaders.Authorization = new("Bearer", "nonsense");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client));
    }

    [Fact]
    public async Task A_token_may_not_set_a_password_and_sign_out_ends_no_token()
    {
        using var client = _bench.Bearer(Role.Admin);
        using var set = await client.PutAsJsonAsync("/api/v1/session/password", new { password = "four unrelated words here" });
        Assert.Equal("no-session", (await FaceBench.JsonAsync(set)).GetProperty("code").GetString());
        (await client.DeleteAsync("/api/v1/session")).Dispose();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/api/v1/node");
        return answer.StatusCode;
    }
}
