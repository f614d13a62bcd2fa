using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Millwright.Model;
using Millwright.Mqtt.Messages;
using Millwright.Publish.Forwarding;

namespace Millwright.Publish.Bridging.Topics;

/// <summary>Which way messages go, seen from the plant's broker.</summary>
public enum TopicDirection
{
    /// <summary>From the plant's broker to the other one.</summary>
    Out,

    /// <summary>From the other broker to the plant's.</summary>
    In,

    /// <summary>Both ways.</summary>
    Both,
}

/// <summary>Joins the plant's broker with another one: the keys of the other broker, and which topics.</summary>
public sealed class TopicBridgeOptions : BrokerAccess
{
    [Required]
    [Description("The plant's own broker, and the account that the bridge has there.")]
    public BrokerAccess Local { get; set; } = new() { Address = "mqtt://127.0.0.1:1883" };

    [Description("How long each broker keeps what waits for the other, while the bridge is away.")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(7);

    [Required]
    [Description("Which topics go which way.")]
    public IReadOnlyList<TopicRuleOptions> Topics { get; set; } = [];

    public override IEnumerable<OptionProblem> Validate()
    {
        foreach (var problem in base.Validate())
            yield return problem;
        foreach (var problem in Local.Validate())
            yield return problem with { Key = $"local.{problem.Key}" };
        if (Topics.Count == 0)
            yield return new("topics", "no topic goes anywhere", "write for example topics: [{ topic: \"acme/#\", direction: out }]");
        if (Keep < TimeSpan.FromMinutes(1) || Keep > TimeSpan.FromDays(365))
            yield return new("keep", $"{Keep} is out of range", "choose 1 min to 365 d");
        foreach (var rule in Topics)
        {
            if (rule.Problem is { } problem)
                yield return new("topics", problem, "write for example { topic: \"acme/#\", remote_prefix: \"berlin/\" }");
        }
        if (Topics.Any(t => t.Direction == TopicDirection.Both) && (Version != "5" || Local.Version != "5"))
            yield return new("topics", "both ways need MQTT 5, or each message would come back", "write 'version: 5', or give each way topics of its own");
    }
}

/// <summary>Some topics.</summary>
public sealed class TopicRuleOptions
{
    [Required]
    [Description("A filter of topics, the same on both sides behind the prefixes: acme/#, +/status")]
    public string Topic { get; set; } = "";

    [Description("out to the other broker, in from it, or both")]
    public TopicDirection Direction { get; set; } = TopicDirection.Out;

    [Description("the delivery at most: 0, 1 or 2")]
    [Range(0, 2)]
    public int Qos { get; set; } = 1;

    [Description("what stands before the topic at the plant's broker: hq/")]
    public string LocalPrefix { get; set; } = "";

    [Description("what stands before it at the other one: berlin/")]
    public string RemotePrefix { get; set; } = "";

    internal string LocalFilter => LocalPrefix + Topic;

    internal string RemoteFilter => RemotePrefix + Topic;

    internal string? Problem
    {
        get
        {
            foreach (var filter in new[] { LocalFilter, RemoteFilter })
            {
                if (Topic.Length == 0 || !TopicFilters.IsValid(Encoding.UTF8.GetBytes(filter)) || filter.StartsWith('$'))
                    return $"'{filter}' is no filter of topics that can be joined";
            }
            return (LocalPrefix + RemotePrefix).IndexOfAny(['+', '#']) >= 0 ? "a prefix holds a wildcard" : null;
        }
    }
}
