using Millwright.Fakes;
using Millwright.Flow.Log;
using Millwright.Flow.Options;
using Millwright.Model;
using Millwright.Publish.Forwarding;
using Millwright.Publish.UnifiedNamespace;

namespace Millwright.Product.Tests.Publish.Forwarding;

public sealed class ForwardingTests
{
    private static readonly TagPath Plant = TagPath.Parse("acme/berlin");

    [Theory]
    [InlineData("**", true)]
    [InlineData("press-shop/**", true)]
    [InlineData("press-shop/*", false)]
    [InlineData("*/*/*/oil_*", true)]
    [InlineData("**/oil_*", true)]
    [InlineData("**/press3/**/oil_temp", true)]
    [InlineData("PRESS-SHOP/line1/press3/oil_temp", true)]
    [InlineData("press-shop/line1/press3/oil_temp/**", true)]
    [InlineData("**/oil", false)]
    [InlineData("**/**/**/**/**/**/**/x", false)]
    public void A_pattern_selects_by_path(string pattern, bool selected)
    {
        Assert.Null(TagSelection.Problem(pattern));
        var tag = TagPath.Parse("acme/berlin/press-shop/line1/press3/oil_temp");
        Assert.Equal(selected, new TagSelection([pattern], null).Has(tag, Plant));
        Assert.Equal(!selected, new TagSelection(null, [pattern]).Has(tag, Plant));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a//b")]
    [InlineData("a**/b")]
    public void A_pattern_that_is_none_is_refused(string pattern) => Assert.NotNull(TagSelection.Problem(pattern));

    [Theory]
    // sent, seconds later, value, on change, deadband, at most every (s), what becomes of it
    [InlineData(1, 1, 1, true, null, 0, "LeaveOut")]
    [InlineData(1, 1, 1, false, null, 0, "Send")]
    [InlineData(1, 1, 2, true, null, 0, "Send")]
    [InlineData(1, 1, 1.4, true, "0.5", 0, "LeaveOut")]
    [InlineData(1, 1, 1.6, true, "0.5", 0, "Send")]
    [InlineData(1, 1, 2.9, true, "2 %", 0, "LeaveOut")]
    [InlineData(1, 1, 3.1, true, "2 %", 0, "Send")]
    [InlineData(1, 1, 2, true, null, 5, "Hold")]
    [InlineData(1, 5, 2, true, null, 5, "Send")]
    [InlineData(1, -9, 2, true, null, 5, "Send")]
    public void Each_sample_is_sent_left_out_or_held(double sent, double later, double value, bool onChange, string? deadband, int every, string verdict)
    {
        Quantity? band = deadband is null ? null : Quantity.TryParse(deadband, out var parsed, out _) ? parsed : throw new ArgumentException(deadband);
        var rule = new ChangeRule(onChange, band, TimeSpan.FromSeconds(every));
        var first = new Sample(new(0), new(TimeSpan.TicksPerDay), TagValue.Of(sent), Quality.Good);
        var next = first with { SourceTime = first.SourceTime + TimeSpan.FromSeconds(later), Value = TagValue.Of(value) };
        Assert.Equal(verdict, rule.Judge(first, next, new ValueRange(0, 100)).ToString());
        Assert.Equal("Send", rule.Judge(default, next, null).ToString());
    }

    [Fact]
    public void A_change_of_quality_is_always_news()
    {
        var first = new Sample(new(0), new(TimeSpan.TicksPerDay), TagValue.Of(1.0), Quality.Good);
        Assert.Equal(ChangeVerdict.Send, new ChangeRule(true, new(5), TimeSpan.Zero).Judge(first, first with { Quality = Quality.Uncertain }, null));
    }

    [Fact]
    public void The_place_in_the_log_moves_up_to_the_first_message_that_is_still_under_way()
    {
        var window = new SendWindow();
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        window.Read(new(7));
        Assert.Equal(new LogPosition(7), window.Settle(null));
        window.Read(new(8));
        window.Add(new(8), first.Task);
        window.Read(new(9));
        window.Add(new(9), second.Task);
        window.Read(new(10));
        second.SetResult();
        Assert.Equal(new LogPosition(7), window.Settle(null));
        first.SetResult();
        Assert.Equal(new LogPosition(8), window.Settle(new(9)));
        Assert.Equal(new LogPosition(10), window.Settle(null));
    }

    [Fact]
    public void A_message_that_was_given_up_holds_the_place_for_ever()
    {
        var window = new SendWindow();
        window.Read(new(3));
        window.Add(new(3), Task.FromCanceled(new(true)));
        Assert.Equal(new LogPosition(2), window.Settle(null));
    }

    [Theory]
    [InlineData(21.5, "21.5")]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData("a \"b\"", """
        "a \"b\""
        """)]
    [InlineData(true, "true")]
    [InlineData(null, "null")]
    public void A_message_has_value_time_quality_and_unit(object? value, string json)
    {
        Assert.True(Unit.TryParse("°C", out var unit));
        Assert.True(Timestamp.TryParse("2026-03-09T10:14:33Z", out var time));
        var tag = new TagDefinition { Id = default, Path = TagPath.Parse("a/b/c"), Kind = TagKind.Float64, Connection = "c", Unit = unit };
        var sample = new Sample(new(0), time, value switch { double d => TagValue.Of(d), string s => TagValue.Of(s), bool b => TagValue.Of(b), _ => TagValue.None }, Quality.Good);
        var text = System.Text.Encoding.UTF8.GetString(NamespacePayload.Write(sample, tag));
        Assert.Equal($$"""{"value":{{json}},"time":"2026-03-09T10:14:33.0000000Z","quality":"Good","unit":"°C"}""", text);
        using var parsed = System.Text.Json.JsonDocument.Parse(text);
    }

    [Theory]
    [InlineData("{path}", "acme/berlin/press-shop/line1/oil")]
    [InlineData("devices/berlin/messages/events/", "devices/berlin/messages/events/")]
    [InlineData("{plant}/x/{asset}/{tag}", "acme/berlin/x/press-shop/line1/oil")]
    [InlineData("acme/{dotted}", "acme/press-shop.line1.oil")]
    public void A_topic_has_parts_of_the_tags_path(string template, string topic)
    {
        Assert.Null(TopicTemplate.Problem(template));
        Assert.Equal(topic, new TopicTemplate(template).Of(TagPath.Parse("acme/berlin/press-shop/line1/oil"), Plant));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/{machine}")]
    [InlineData("a/{tag")]
    [InlineData("a/+/{tag}")]
    [InlineData("a/#")]
    public void A_template_that_makes_no_topic_is_refused(string template) => Assert.NotNull(TopicTemplate.Problem(template));

    [Fact]
    public void A_message_at_a_topic_of_many_tags_says_which_it_is_of()
    {
        var tag = new TagDefinition { Id = default, Path = TagPath.Parse("a/b/c"), Kind = TagKind.Float64, Connection = "c" };
        var text = System.Text.Encoding.UTF8.GetString(NamespacePayload.Write(new(new(0), new(TimeSpan.TicksPerDay), TagValue.Of(1.5), Quality.Good), tag, isNamed: true));
        Assert.StartsWith("""{"tag":"a/b/c","value":1.5,""", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signed_password_is_what_the_hub_computes_and_each_connection_has_its_own()
    {
        // The signature of a known key, resource and end, computed with Python's hmac.
        var clock = new ManualClock(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        var access = new SharedAccessOptions { Resource = "myhub.azure-devices.net/devices/berlin", Key = "c2VjcmV0IGtleQ==", ValidFor = TimeSpan.FromHours(1) };
        Assert.Equal("SharedAccessSignature sr=myhub.azure-devices.net%2Fdevices%2Fberlin&sig=UqKzYgXaaHGrCrKOvbva%2B%2BAW%2Bd1h6GKyU%2FfFNAVahrU%3D&se=1700003600", access.Sign(clock));
        var options = new UnifiedNamespaceOptions { Address = "mqtts://myhub.azure-devices.net", User = "u", SharedAccess = access }.ClientOptions("c", clock);
        var first = options.NewPassword!();
        clock.Advance(TimeSpan.FromMinutes(30));
        Assert.NotEqual(first, options.NewPassword());
        access.Policy = "device";
        Assert.EndsWith("&se=1700005400&skn=device", access.Sign(clock), StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_with_a_signed_password_is_said_at_once()
    {
        var options = new UnifiedNamespaceOptions { Address = "mqtt://x", SharedAccess = new() { Resource = "https://x", Key = "?", ValidFor = TimeSpan.Zero } };
        Assert.Equal(
            ["address", "shared_access", "shared_access.key", "shared_access.resource", "shared_access.valid_for"], options.Validate().Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal("topic", Assert.Single(new UnifiedNamespaceOptions { Address = "mqtt://x", Prefix = "a", Topic = "b" }.Validate()).Key);
    }

    [Fact]
    public void All_that_is_wrong_with_a_namespace_is_said_at_once()
    {
        var options = new UnifiedNamespaceOptions { Address = "http://x", Version = "4", Prefix = "a/#", Select = ["a//b"], AtMostEvery = TimeSpan.FromDays(2), Password = "x", Deadband = new(-1) };
        Assert.Equal(["address", "at_most_every", "deadband", "password", "prefix", "select", "version"], options.Validate().Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Empty(new UnifiedNamespaceOptions { Address = "mqtt://x", Prefix = "umh/v1" }.Validate());
    }
}
