using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Millwright.Historian;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Product.Tests.Http;

public sealed class AnnotationTests : IAsyncLifetime
{
    private const string Book = "/api/v1/history/annotations";

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

    [Fact]
    public async Task A_batch_on_an_asset_is_found_at_its_tags_until_it_is_taken_away()
    {
        var body = new { path = "shop/press3", from = "2026-03-09T10:00:00Z", to = "2026-03-09T11:00:00Z", kind = "batch", text = "B-17" };
        using var answer = await _client.PostAsJsonAsync(Book, body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var found = Assert.Single((await FindAsync("shop/press3/oil_temperature")).EnumerateArray());
        Assert.Equal("shop/press3 batch B-17", $"{found.GetProperty("path")} {found.GetProperty("kind")} {found.GetProperty("text")}");
        Assert.Empty((await FindAsync("shop/pump")).EnumerateArray());

        var place = answer.Headers.Location!.ToString();
        Assert.Equal($"{Book}/{found.GetProperty("id")}", place);
        using var removed = await _client.DeleteAsync(place, TestContext.Current.CancellationToken);
        using var again = await _client.DeleteAsync(place, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (removed.StatusCode, again.StatusCode));
        Assert.Empty((await FindAsync("shop/press3/oil_temperature")).EnumerateArray());
        Assert.Equal(["annotation-remove", "annotation-add"], _bench.Trail.Read(2, null).Select(r => r.Entry.Action));
    }

    [Theory]
    [InlineData("shop/nowhere", "now", null, "note", HttpStatusCode.NotFound, "unknown-path")]
    [InlineData("", "now", null, "note", HttpStatusCode.NotFound, "unknown-path")]
    [InlineData("shop/pump", "soon", null, "note", HttpStatusCode.UnprocessableEntity, "bad-time")]
    [InlineData("shop/pump", "now", "soon", "note", HttpStatusCode.UnprocessableEntity, "bad-time")]
    [InlineData("shop/pump", "now", "now-1h", "note", HttpStatusCode.UnprocessableEntity, "bad-annotation")]
    [InlineData("shop/pump", "now", null, "", HttpStatusCode.UnprocessableEntity, "bad-annotation")]
    public async Task What_is_no_annotation_is_refused(string path, string from, string? to, string kind, HttpStatusCode status, string code)
    {
        using var answer = await _client.PostAsJsonAsync(Book, new { path, from, to, kind }, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await FaceBench.JsonAsync(answer)).GetProperty("code").GetString());
        Assert.Empty(_bench.Plant.Annotations.Find(default, Timestamp.None, Timestamp.MaxValue));
    }

    [Fact]
    public async Task A_range_of_a_tag_is_deleted_and_both_the_wish_and_the_deed_are_recorded()
    {
        Assert.True(Timestamp.TryParse("2026-03-09T10:00:00Z", out var start));
        _bench.Plant.FakeHistory.Samples[_bench.Plant.Tags[_bench.Plant.Temperature].Id] =
            [.. Enumerable.Range(0, 60).Select(m => new StoredSample(start + TimeSpan.FromMinutes(m), TagValue.Of(1.0), Quality.Good))];
        using var answer = await _client.DeleteAsync("/api/v1/history?tag=shop/press3/oil_temperature&from=2026-03-09T10:10:00Z&to=2026-03-09T10:20:00Z", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(10, (await FaceBench.JsonAsync(answer)).GetProperty("deleted").GetInt64());
        Assert.Equal(
            ["history-delete done 10 samples", "history-delete-begin done "],
            _bench.Trail.Read(2, null).Select(r => $"{r.Entry.Action} {r.Entry.Result} {r.Entry.Detail}"));
    }

    [Theory]
    [InlineData("tag=shop/press3/oil_temperature&from=now-1h", HttpStatusCode.BadRequest)]
    [InlineData("from=now-1h&to=now", HttpStatusCode.BadRequest)]
    [InlineData("tag=shop/press3/oil&from=now-1h&to=now", HttpStatusCode.NotFound)]
    public async Task A_deletion_that_does_not_say_all_deletes_nothing(string question, HttpStatusCode status)
    {
        using var answer = await _client.DeleteAsync($"/api/v1/history?{question}", TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        Assert.Empty(_bench.Plant.Deleted!);
    }

    [Fact]
    public async Task A_disk_that_fails_under_a_deletion_is_said_and_recorded()
    {
        _bench.Plant.Deleted = null;
        using var answer = await _client.DeleteAsync("/api/v1/history?tag=shop/press3/oil_temperature&from=now-1h&to=now", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("the disk is full", (await FaceBench.JsonAsync(answer)).GetProperty("detail").GetString());
        Assert.Equal("failed", _bench.Trail.Read(1, null)[0].Entry.Result);
    }

    private async Task<JsonElement> FindAsync(string path) => (await FaceBench.JsonAsync(await _client.GetAsync(
        $"{Book}?path={path}&from=2026-03-09T10:30:00Z&to=2026-03-09T10:31:00Z", TestContext.Current.CancellationToken))).GetProperty("items");
}
