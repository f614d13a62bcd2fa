using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Millwright.Control;
using Millwright.Model;
using Millwright.Product.Tests.Events;
using Millwright.Security;

namespace Millwright.Product.Tests.Http;

public sealed class EventResourceTests : IAsyncLifetime
{
    private FaceBench _bench = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await FaceBench.StartAsync();
        _client = await _bench.SignInAsync("oli");
        for (var i = 0; i < 5; i++)
            _bench.Plant.FakeEvents.All.Add(Happenings.Plain(i));
        var alarm = Happenings.Alarm(7, Happenings.Standing);
        _bench.Plant.FakeEvents.All.Add(alarm);
        _bench.Plant.Conditions.Take(alarm);
        _bench.Plant.Conditions.Take(Happenings.Alarm(6, Happenings.Standing, "low", connection: "pump") with { Severity = 100, Source = TagPath.Parse("acme/berlin/shop/pump") });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Events_come_newest_first_in_pages_with_all_they_say()
    {
        var page = await GetAsync("events?from=2026-03-09T10:00:00Z&limit=4");
        var items = page.GetProperty("items");
        Assert.Equal(["number 7", "number 4", "number 3", "number 2"], items.EnumerateArray().Select(e => e.GetProperty("message").GetString()!));
        var alarm = items[0];
        Assert.Equal(("shop/press3", "Press 3", 700, "ExclusiveLimitAlarmType"), (Text(alarm, "source"), Text(alarm, "sourceName"), alarm.GetProperty("severity").GetInt32(), Text(alarm, "type")));
        var condition = alarm.GetProperty("condition");
        Assert.True(condition.GetProperty("active").GetBoolean());
        Assert.False(condition.GetProperty("acknowledged").GetBoolean());
        Assert.Equal(("High", "looked at", "anna"), (Text(condition, "name"), Text(condition, "comment"), Text(condition, "commentBy")));
        Assert.Equal(JsonValueKind.Null, condition.GetProperty("branch").ValueKind);
        Assert.Equal(JsonValueKind.Null, items[1].GetProperty("condition").ValueKind);
        Assert.Equal("ä", items[1].GetProperty("fields")[1].GetProperty("value")[1].GetString());
        var rest = await GetAsync($"events?from=2026-03-09T10:00:00Z&limit=4&after={Text(page, "next")}");
        Assert.Equal(["number 1", "number 0"], rest.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("message").GetString()!));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task A_question_goes_on_as_it_was_asked()
    {
        await GetAsync("events?from=2026-03-09T10:00:00Z&to=2026-03-09T11:00:00Z&asset=shop/press3&connection=press3&severity=500&type=X&condition=c&text=words&order=asc&limit=9");
        var asked = _bench.Plant.FakeEvents.Asked!;
        Assert.Equal(("acme/berlin/shop/press3", "press3", 500, "X"), (asked.Asset.ToString(), asked.Connection, asked.MinSeverity, asked.Type));
        Assert.Equal(("c", "words", true, 9), (asked.Condition, asked.Text, asked.OldestFirst, asked.Limit));
        Assert.Equal(TimeSpan.FromHours(1), asked.To - asked.From);
    }

    [Theory]
    [InlineData("events?from=yesterday")]
    [InlineData("events?from=2026-03-09T10:00:00Z&to=2026-03-09T09:00:00Z")]
    [InlineData("events?order=sideways")]
    [InlineData("events?after=nonsense")]
    [InlineData("events?asset=//")]
    [InlineData("conditions?asset=//")]
    public async Task A_question_that_is_none_is_refused_with_a_remedy(string path) =>
        Assert.NotEmpty(Text(await GetAsync(path, HttpStatusCode.BadRequest), "remedy")!);

    [Fact]
    public async Task Conditions_are_those_that_stand_now_by_place_and_severity()
    {
        var all = await GetAsync("conditions");
        Assert.Equal(2, all.GetProperty("total").GetInt32());
        Assert.Equal("number 7", Text(Assert.Single((await GetAsync("conditions?severity=500")).GetProperty("items").EnumerateArray()), "message"));
        Assert.Equal("number 6", Text(Assert.Single((await GetAsync("conditions?asset=shop/pump")).GetProperty("items").EnumerateArray()), "message"));
        Assert.Empty((await GetAsync("conditions?connection=nobody")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_condition_is_acknowledged_by_its_key_in_the_name_of_who_is_signed_in()
    {
        var key = Text((await GetAsync("conditions?severity=500")).GetProperty("items")[0].GetProperty("condition"), "key")!;
        var answer = await PostAsync($"conditions/{key}/acknowledge", new { comment = "seen", seen = Happenings.IdOf(7).ToString() });
        Assert.Equal("done", Text(answer, "outcome"));
        var (request, who) = Assert.Single(_bench.Commands.Acts);
        Assert.Equal((key, ConditionAction.Acknowledge, "seen", Happenings.IdOf(7)), (request.Key, request.Action, request.Comment, request.Seen));
        Assert.Equal(("oli", Role.Operator), (who.Name, who.Role));
        await PostAsync($"conditions/{key}/explode", new { }, HttpStatusCode.NotFound);
        await PostAsync($"conditions/{key}/comment", new { comment = new string('x', 501) }, HttpStatusCode.BadRequest);
        await PostAsync($"conditions/{key}/confirm", new { seen = "nonsense" }, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Commands_are_listed_with_what_they_have_to_be_told_and_called_with_it()
    {
        var command = Assert.Single((await GetAsync("commands?asset=shop")).GetProperty("items").EnumerateArray());
        Assert.Equal(("shop/press3/start", "operator"), (Text(command, "path"), Text(command, "role")));
        Assert.Equal("idle", command.GetProperty("onlyWhen").GetProperty("shop/press3/state").GetString());
        var speed = command.GetProperty("arguments")[0];
        Assert.Equal(("speed", "float64", 100.0, 50.0), (Text(speed, "name"), Text(speed, "type"), speed.GetProperty("high").GetDouble(), speed.GetProperty("default").GetDouble()));
        var done = await PostAsync("commands/shop/press3/start", new { arguments = new { speed = 10, recipe = "oak" }, reason = "shift" });
        Assert.Equal((7, 12L), (done.GetProperty("outputs")[0].GetInt32(), done.GetProperty("auditId").GetInt64()));
        var (request, who) = Assert.Single(_bench.Commands.Calls);
        Assert.Equal(("acme/berlin/shop/press3/start", "shift", "oli"), (request.Command.ToString(), request.Reason, who.Name));
        Assert.Equal((TagValue.Of(10L), TagValue.Of("oak")), (request.Arguments["speed"], request.Arguments["recipe"]));
    }

    [Theory]
    [InlineData(CommandResult.Unknown, 404)]
    [InlineData(CommandResult.Role, 403)]
    [InlineData(CommandResult.Type, 422)]
    [InlineData(CommandResult.Range, 422)]
    [InlineData(CommandResult.Rate, 429)]
    [InlineData(CommandResult.Mode, 409)]
    [InlineData(CommandResult.InProgress, 409)]
    [InlineData(CommandResult.AuditUnavailable, 503)]
    [InlineData(CommandResult.Device, 502)]
    [InlineData(CommandResult.Unconfirmed, 504)]
    public async Task Each_refusal_has_its_status_and_says_what_to_do(object result, int status)
    {
        _bench.Commands.Answer = new((CommandResult)result, "it cannot be", "do this", [], 3, TimeSpan.Zero);
        var answer = await PostAsync("commands/shop/press3/start", new { }, (HttpStatusCode)status);
        Assert.Equal(("it cannot be", "do this"), (Text(answer, "detail"), Text(answer, "remedy")));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private async Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await _client.GetAsync($"/api/v1/{path}");
        Assert.Equal(expected, answer.StatusCode);
        return await FaceBench.JsonAsync(answer);
    }

    private async Task<JsonElement> PostAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await _client.PostAsJsonAsync($"/api/v1/{path}", body);
        Assert.Equal(expected, answer.StatusCode);
        return await FaceBench.JsonAsync(answer);
    }
}
