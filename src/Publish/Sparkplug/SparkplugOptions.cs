using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Millwright.Model;
using Millwright.Mqtt.Sparkplug;
using Millwright.Publish.Forwarding;
using Millwright.Security;

namespace Millwright.Publish.Sparkplug;

/// <summary>The plant as an edge node of Sparkplug B.</summary>
public sealed class SparkplugOptions : BrokerOptions
{
    [Required]
    [Description("The group that the edge node belongs to.")]
    public string Group { get; set; } = "";

    [Required]
    [Description("The edge node's own id, one of a kind in its group.")]
    public string EdgeNode { get; set; } = "";

    [Description("The host application without which nothing is published: what is measured meanwhile is kept and comes as historical.")]
    public string? PrimaryHost { get; set; }

    [Description("The role that commands of hosts have at the gate; without it none is obeyed but rebirth.")]
    public Role? CommandsAs { get; set; }

    public override IEnumerable<OptionProblem> Validate()
    {
        foreach (var problem in base.Validate())
            yield return problem;
        foreach (var (key, name) in new[] { ("group", Group), ("edge_node", EdgeNode), ("primary_host", PrimaryHost ?? "x") })
        {
            if (!SparkplugTopic.IsName(name))
                yield return new(key, $"'{name}' cannot stand in a topic of Sparkplug", "write a name without '/', '+' and '#'");
        }
    }
}
