using System.ComponentModel;
using Millwright.Model;

namespace Millwright.Publish.Forwarding;

/// <summary>A broker to publish at, and what of the plant.</summary>
public abstract class BrokerOptions : BrokerAccess
{
    [Description("The tags to publish, by path below the plant: press-shop/**, */press3/oil_*; all where left out.")]
    public IReadOnlyList<string>? Select { get; set; }

    [Description("Tags not to publish, in the same form.")]
    public IReadOnlyList<string>? Except { get; set; }

    public override IEnumerable<OptionProblem> Validate() => base.Validate().Concat(TagSelection.Problems(Select, Except));
}
