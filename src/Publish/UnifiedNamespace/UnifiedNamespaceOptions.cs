using System.ComponentModel;
using System.Text;
using Millwright.Flow.Options;
using Millwright.Model;
using Millwright.Mqtt.Messages;
using Millwright.Publish.Forwarding;

namespace Millwright.Publish.UnifiedNamespace;

/// <summary>The plant as topics of a broker.</summary>
public sealed class UnifiedNamespaceOptions : BrokerOptions
{
    [Description("What stands before the tag's path in its topic: umh/v1 makes umh/v1/acme/berlin/press-shop/line1/press3/oil.")]
    public string? Prefix { get; set; }

    [Description("The topic of each tag, with {path}, {plant}, {asset}, {tag} or {dotted}; instead of a prefix. The message says which tag it is of.")]
    public string? Topic { get; set; }

    [Description("True leaves out samples that repeat value and quality.")]
    public bool OnChange { get; set; } = true;

    [Description("Changes up to this are left out: 0.5 in the tag's unit, or 2 % of its range.")]
    public Quantity? Deadband { get; set; }

    [Description("The shortest interval between two samples of a tag; of those between, the newest is sent at its end.")]
    public TimeSpan AtMostEvery { get; set; }

    [Description("True has the broker keep the newest message of each tag for those that come later.")]
    public bool Retain { get; set; } = true;

    public override IEnumerable<OptionProblem> Validate()
    {
        foreach (var problem in base.Validate())
            yield return problem;
        if (Prefix is { } prefix && (!TopicNames.IsValid(Encoding.UTF8.GetBytes(prefix)) || prefix.StartsWith('$') || prefix.EndsWith('/')))
            yield return new("prefix", $"'{prefix}' cannot begin a topic", "write for example umh/v1");
        if (Topic is { } topic && (TopicTemplate.Problem(topic) ?? (Prefix is null ? null : "a prefix and a topic are two ways to say the same")) is { } wrong)
            yield return new("topic", wrong, "write for example acme/{dotted}, with {path}, {plant}, {asset}, {tag} or {dotted}, and no prefix");
        if (AtMostEvery < TimeSpan.Zero || AtMostEvery > TimeSpan.FromDays(1))
            yield return new("at_most_every", $"{AtMostEvery} is out of range", "choose 0 to 1 d");
        if (Deadband is { } deadband && (!(deadband.Value >= 0) || (deadband.IsPercent && deadband.Value > 100)))
            yield return new("deadband", $"a deadband of {deadband} is out of range", "choose 0 or more, or 0 % to 100 %");
        if (Deadband is not null && !OnChange)
            yield return new("deadband", "without on_change nothing is left out", "remove one of them");
    }
}
