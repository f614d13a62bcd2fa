using System.ComponentModel;
using Millwright.Model;
using Millwright.Publish.Forwarding;

namespace Millwright.Publish.Stores;

/// <summary>What every store says that samples are forwarded to.</summary>
public abstract class StoreOptions
{
    [Description("The tags to forward, by path below the plant: press-shop/**, */press3/oil_*; all where left out.")]
    public IReadOnlyList<string>? Select { get; set; }

    [Description("Tags not to forward, in the same form.")]
    public IReadOnlyList<string>? Except { get; set; }

    [Description("How long samples are gathered before they are written, when fewer than 20,000 wait.")]
    public TimeSpan Every { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>All that is wrong with the options.</summary>
    public virtual IEnumerable<OptionProblem> Validate()
    {
        if (Every < TimeSpan.FromMilliseconds(10) || Every > TimeSpan.FromHours(1))
            yield return new("every", $"{Every} is out of range", "choose 10 ms to 1 h");
        foreach (var problem in TagSelection.Problems(Select, Except))
            yield return problem;
    }
}
