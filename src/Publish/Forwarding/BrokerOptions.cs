using System.ComponentModel;
using Millwright.Model;

namespace Millwright.Publish.Forwarding;

/// <summary>A broker to publish at, and what of the plant.</summary>
public abstract class BrokerOptions : BrokerAccess
{
    private const int MostSelections = 1_000;

    [Description("The tags to publish, by path below the plant: press-shop/**, */press3/oil_*; all where left out.")]
    public IReadOnlyList<string>? Select { get; set; }

    [Description("Tags not to publish, in the same form.")]
    public IReadOnlyList<string>? Except { get; set; }

    public override IEnumerable<OptionProblem> Validate()
    {
        foreach (var problem in base.Validate())
            yield return problem;
        foreach (var (key, patterns) in new[] { ("select", Select), ("except", Except) })
        {
            if (patterns is { Count: 0 or > MostSelections })
                yield return new(key, $"{patterns.Count} patterns are not possible", $"write 1 to {MostSelections}, or remove the key");
            foreach (var pattern in patterns ?? [])
            {
                if (TagSelection.Problem(pattern) is { } problem)
                    yield return new(key, problem, "write for example press-shop/** or */press3/oil_*");
            }
        }
    }
}
