using Millwright.Mqtt.Access;
using Millwright.Mqtt.Messages;
using Millwright.Publish.Mqtt.Access;
using Millwright.Security;

namespace Millwright.Product.Tests.Publish.Mqtt;

/// <summary>Who may do what: each line of a table is one question.</summary>
public sealed class AccessTests
{
    [Theory]
    [InlineData("acme/press3/temp", "acme/press3/temp", true)]
    [InlineData("acme/press3/temp", "acme/press3", false)]
    [InlineData("acme/press3", "acme/press3/temp", false)]
    [InlineData("acme/+/temp", "acme/press3/temp", true)]
    [InlineData("acme/+/temp", "acme/+/temp", true)]
    [InlineData("acme/+/temp", "acme/#", false)]
    [InlineData("acme/press3/temp", "acme/+/temp", false)]
    [InlineData("acme/#", "acme/press3/temp", true)]
    [InlineData("acme/#", "acme/+/#", true)]
    [InlineData("acme/#", "acme", true)]
    [InlineData("acme/#", "acme/#", true)]
    [InlineData("acme/#", "#", false)]
    [InlineData("acme/#", "acme2/x", false)]
    [InlineData("#", "a/b", true)]
    [InlineData("#", "#", true)]
    [InlineData("#", "$SYS/broker/uptime", false)]
    [InlineData("#", "$SYS/#", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/broker/uptime", true)]
    [InlineData("dev/{client}/#", "dev/c-1/a", true)]
    [InlineData("dev/{client}/#", "dev/c-2/a", false)]
    [InlineData("dev/{client}/#", "dev/+/a", false)]
    [InlineData("dev/{client}/#", "dev/{client}/a", false)]
    [InlineData("dev/x-{user}-{client}/#", "dev/x-press3-c-1/a", true)]
    [InlineData("dev/x-{user}-{client}/#", "dev/x-press3-c-12/a", false)]
    [InlineData("/", "/", true)]
    [InlineData("/", "//", false)]
    [InlineData("a//b", "a//b", true)]
    public void A_pattern_covers_what_lies_within_it_as_a_whole(string pattern, string filter, bool covers) =>
        Assert.Equal(covers, new TopicPattern(pattern).Covers(filter, "press3", "c-1"));

    [Theory]
    [InlineData("+")]
    [InlineData("#")]
    [InlineData("a/b")]
    [InlineData("")]
    public void A_name_with_a_wildcard_or_a_separator_gives_no_right(string name)
    {
        Assert.False(new TopicPattern("dev/{client}/#").Covers($"dev/{name}/x", "u", name));
        Assert.False(new TopicPattern("dev/{user}/x").Covers($"dev/{name}/x", name, "c"));
    }

    [Fact]
    public void A_name_like_a_placeholder_is_no_placeholder()
    {
        Assert.False(new TopicPattern("dev/{user}").Covers("dev/c-1", "{client}", "c-1"));
        Assert.True(new TopicPattern("dev/{user}").Covers("dev/{client}", "{client}", "c-1"));
    }

    [Theory]
    [InlineData("", "stand alone")]
    [InlineData("a/b#", "stand alone")]
    [InlineData("a/#/b", "stand alone")]
    [InlineData("$share/g/a", "without $share")]
    [InlineData("a/{device}", "only {user} and {client}")]
    public void What_is_no_pattern_says_why(string text, string why) => Assert.Contains(why, TopicPattern.ProblemOf(text)!, StringComparison.Ordinal);

    [Fact]
    public void What_a_covered_filter_matches_the_pattern_matches_too()
    {
        var random = new Random(1);
        var covered = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var (pattern, filter, topic) = (Filter(random), Filter(random), Topic(random));
            if (!new TopicPattern(pattern).Covers(filter, "u", "c"))
                continue;
            covered++;
            if (TopicFilters.Matches(Utf8Text.ToBytes(filter), Utf8Text.ToBytes(topic)))
                Assert.True(TopicFilters.Matches(Utf8Text.ToBytes(pattern), Utf8Text.ToBytes(topic)), $"'{pattern}' covers '{filter}' but not its '{topic}'");
        }
        Assert.True(covered > 1_000);
    }

    [Fact]
    public void Nothing_is_allowed_without_a_rule()
    {
        var rules = new AccessRules([], Roles);
        foreach (var who in new[] { User("ann"), Certificate("press3"), Nobody })
        {
            Assert.Equal(MqttReasonCode.NotAuthorized, rules.MayPublish(who, "c", "a"));
            Assert.Equal(MqttReasonCode.NotAuthorized, rules.MaySubscribe(who, "c", "a"));
        }
    }

    [Fact]
    public void A_rule_is_for_whom_it_names()
    {
        var rules = new AccessRules(
        [
            new() { Publish = ["all/#"] },
            new() { Users = ["ann"], Publish = ["ann"] },
            new() { Certificates = ["press3"], Publish = ["cert"] },
            new() { Role = Role.Operator, Publish = ["operators"] },
            new() { Anonymous = true, Publish = ["anybody"] },
        ], Roles);
        Assert.Equal("all/x ann operators", Allowed(rules, User("Ann")));
        Assert.Equal("all/x", Allowed(rules, User("press3")));
        Assert.Equal("all/x cert", Allowed(rules, Certificate("press3")));
        Assert.Equal("all/x", Allowed(rules, Certificate("ann")));
        Assert.Equal("anybody", Allowed(rules, Nobody));
    }

    [Fact]
    public void Publishing_is_not_subscribing()
    {
        var rules = new AccessRules([new() { Publish = ["up/#"], Subscribe = ["down/#"] }], Roles);
        Assert.Equal(MqttReasonCode.Success, rules.MayPublish(User("ann"), "c", "up/x"));
        Assert.Equal(MqttReasonCode.NotAuthorized, rules.MaySubscribe(User("ann"), "c", "up/x"));
        Assert.Equal(MqttReasonCode.Success, rules.MaySubscribe(User("ann"), "c", "down/#"));
    }

    [Fact]
    public void An_identity_from_the_store_may_do_what_its_account_may_now()
    {
        var rules = new AccessRules([new() { Users = ["ann", "gone"], Publish = ["ann"] }, new() { Role = Role.Operator, Publish = ["operators"] }], Roles);
        Assert.Equal("ann operators", Allowed(rules, new MqttIdentity(User("ann").Name)));
        Assert.Equal("", Allowed(rules, new MqttIdentity(Certificate("ann").Name)));
        Assert.Equal("", Allowed(rules, new MqttIdentity(User("gone").Name)));
    }

    private static Role? Roles(string account) => account.ToUpperInvariant() switch
    {
        "ANN" => Role.Operator,
        "PRESS3" => Role.Viewer,
        _ => null,
    };

    private static string Topic(Random random) => Filter(random).Replace("+", "b", StringComparison.Ordinal).Replace("#", "a", StringComparison.Ordinal);

    private static string Filter(Random random)
    {
        var levels = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.GetItems(["a", "b", "", "$x", "+"], 1)[0]).ToList();
        if (random.Next(3) == 0)
            levels[^1] = "#";
        var text = string.Join('/', levels);
        return text.Length == 0 ? "a" : text;
    }

    private static MqttIdentity Nobody => new ClientIdentity(ProofKind.Anonymous, "");

    private static ClientIdentity User(string name) => new(ProofKind.User, name);

    private static ClientIdentity Certificate(string name) => new(ProofKind.Certificate, name);

    private static string Allowed(AccessRules rules, MqttIdentity who) =>
        string.Join(' ', new[] { "all/x", "ann", "cert", "operators", "anybody" }.Where(t => rules.MayPublish(who, "c", t) == MqttReasonCode.Success));
}
