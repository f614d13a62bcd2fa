using System.ComponentModel;
using Millwright.Model;
using Millwright.Security;

namespace Millwright.Publish.Mqtt.Access;

/// <summary>What some clients may do. A rule that names nobody is for everybody who said who they are.</summary>
public sealed class AccessRuleOptions
{
    [Description("The accounts it is for, by name.")]
    public IReadOnlyList<string> Users { get; set; } = [];

    [Description("The certificates it is for, by their common name.")]
    public IReadOnlyList<string> Certificates { get; set; } = [];

    [Description("The least role of the accounts it is for.")]
    public Role? Role { get; set; }

    [Description("True where it is for clients that did not say who they are.")]
    public bool Anonymous { get; set; }

    [Description("Patterns of topics that may be published to, with + and # and with {user} and {client} for who asks.")]
    public IReadOnlyList<string> Publish { get; set; } = [];

    [Description("Patterns of topics that may be subscribed to.")]
    public IReadOnlyList<string> Subscribe { get; set; } = [];

    /// <summary>All that is wrong with the rule.</summary>
    public IEnumerable<OptionProblem> Validate()
    {
        if (Publish.Count + Subscribe.Count == 0)
            yield return new("access", "a rule allows nothing", "give it 'publish' or 'subscribe' with a list of topics, or remove it");
        foreach (var pattern in Publish.Concat(Subscribe))
        {
            if (TopicPattern.ProblemOf(pattern) is { } problem)
                yield return new("access", $"'{pattern}' is no pattern of topics: {problem}", "write for example acme/{client}/# or acme/+/status");
        }
    }
}
