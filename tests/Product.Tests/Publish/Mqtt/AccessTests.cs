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
    public void Nothing_is_allowed_without_a_rule()
    {
        var rules = new AccessRules([]);
        foreach (var who in new[] { User("ann", Role.Admin), Certificate("press3"), Nobody })
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
        ]);
        Assert.Equal("all/x ann operators", Allowed(rules, User("Ann", Role.Operator)));
        Assert.Equal("all/x", Allowed(rules, User("press3", Role.Viewer)));
        Assert.Equal("all/x cert", Allowed(rules, Certificate("press3")));
        Assert.Equal("all/x", Allowed(rules, Certificate("ann")));
        Assert.Equal("anybody", Allowed(rules, Nobody));
    }

    [Fact]
    public void Publishing_is_not_subscribing()
    {
        var rules = new AccessRules([new() { Publish = ["up/#"], Subscribe = ["down/#"] }]);
        Assert.Equal(MqttReasonCode.Success, rules.MayPublish(User("ann", Role.Viewer), "c", "up/x"));
        Assert.Equal(MqttReasonCode.NotAuthorized, rules.MaySubscribe(User("ann", Role.Viewer), "c", "up/x"));
        Assert.Equal(MqttReasonCode.Success, rules.MaySubscribe(User("ann", Role.Viewer), "c", "down/#"));
    }

    [Fact]
    public void An_identity_from_the_store_keeps_its_name_and_loses_its_role()
    {
        var rules = new AccessRules([new() { Users = ["ann"], Publish = ["ann"] }, new() { Role = Role.Viewer, Publish = ["operators"] }]);
        Assert.Equal("ann", Allowed(rules, new MqttIdentity(User("ann", Role.Admin).Name)));
        Assert.Equal("", Allowed(rules, new MqttIdentity(Certificate("ann").Name)));
    }

    private static MqttIdentity Nobody => new ClientIdentity(ProofKind.Anonymous, "");

    private static ClientIdentity User(string name, Role role) => new(ProofKind.User, name) { Role = role };

    private static ClientIdentity Certificate(string name) => new(ProofKind.Certificate, name);

    private static string Allowed(AccessRules rules, MqttIdentity who) =>
        string.Join(' ', new[] { "all/x", "ann", "cert", "operators", "anybody" }.Where(t => rules.MayPublish(who, "c", t) == MqttReasonCode.Success));
}
