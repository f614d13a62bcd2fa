using System.Net;
using System.Net.Http.Json;
using Millwright.Host.Http.SignIn;
using Millwright.Product.Tests.Control;
using Millwright.Security;
using Millwright.Security.Accounts;

namespace Millwright.Product.Tests.Http;

public sealed class TokenTests
{
    [Fact]
    public async Task A_token_lets_a_program_in_with_its_role_until_it_is_taken_back()
    {
        await using var bench = await FaceBench.StartAsync();
        using var admin = await bench.SignInAsync("ann");
        var made = await FaceBench.JsonAsync(await admin.PostAsJsonAsync("/api/v1/tokens", new { name = "grafana", role = "viewer", days = 30 }));
        using var program = bench.Stranger();
        program.DefaultRequestHeaders.Authorization = new("Bearer", made.GetProperty("token").GetString());
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/node")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.GetAsync("/api/v1/users")).StatusCode);

        var list = await FaceBench.JsonAsync(await admin.GetAsync("/api/v1/tokens"));
        var item = Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal("grafana viewer ann", $"{item.GetProperty("name")} {item.GetProperty("role")} {item.GetProperty("createdBy")}");
        Assert.DoesNotContain("token", item.EnumerateObject().Select(p => p.Name));

        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync("/api/v1/tokens/grafana")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/v1/node")).StatusCode);
        Assert.Equal(["token-remove", "token-add"], bench.Trail.Read(2, null).Select(r => r.Entry.Action));
    }

    [Theory]
    [InlineData("a token", "viewer", null, HttpStatusCode.UnprocessableEntity, "bad-name")]
    [InlineData("grafana", "king", null, HttpStatusCode.UnprocessableEntity, "bad-role")]
    [InlineData("grafana", "2", null, HttpStatusCode.UnprocessableEntity, "bad-role")]
    [InlineData("grafana", "viewer", 0, HttpStatusCode.UnprocessableEntity, "bad-lifetime")]
    [InlineData("grafana", "viewer", 4000, HttpStatusCode.UnprocessableEntity, "bad-lifetime")]
    [InlineData("there", "viewer", null, HttpStatusCode.Conflict, "exists")]
    public async Task What_is_no_token_is_refused(string name, string role, int? days, HttpStatusCode status, string code)
    {
        await using var bench = await FaceBench.StartAsync();
        bench.Desk.Lasting.Add("there", Role.Viewer, "ann", null, out _);
        using var admin = await bench.SignInAsync("ann");
        using var answer = await admin.PostAsJsonAsync("/api/v1/tokens", new { name, role, days });
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await FaceBench.JsonAsync(answer)).GetProperty("code").GetString());
    }

    [Fact]
    public void The_file_is_read_as_it_was_written_and_a_damaged_one_is_not_taken_for_empty()
    {
        var files = new MemoryFiles();
        var store = new TokenFile(files, "/data/tokens.json");
        Assert.Empty(store.Load());
        var token = new ApiToken("grafana", Role.Engineer, new('A', 64), new(5), "ann", new(9));
        store.Save([token]);
        Assert.Equal([token], store.Load());
        files["/data/tokens.json"] = [.. "damaged"u8];
        Assert.Throws<IOException>(() => store.Load());
    }
}
