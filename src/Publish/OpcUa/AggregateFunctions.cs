using Millwright.Historian.Queries;
using Millwright.OpcUa.Types;

namespace Millwright.Publish.OpcUa;

/// <summary>The aggregate functions of OPC 10000-13 that the historian works out, by their standard nodes.</summary>
internal static class AggregateFunctions
{
    private static readonly (uint Node, Aggregate Aggregate)[] Table =
    [
        (2341, Aggregate.Interpolative), (2342, Aggregate.Average), (2343, Aggregate.TimeAverage), (11285, Aggregate.TimeAverage2), (2344, Aggregate.Total),
        (11304, Aggregate.Total2), (2346, Aggregate.Minimum), (2347, Aggregate.Maximum), (2350, Aggregate.Range), (2352, Aggregate.Count),
        (11307, Aggregate.DurationInStateZero), (11308, Aggregate.DurationInStateNonZero), (2355, Aggregate.NumberOfTransitions), (2357, Aggregate.Start),
        (2358, Aggregate.End), (2359, Aggregate.Delta), (11505, Aggregate.StartBound), (11506, Aggregate.EndBound), (11507, Aggregate.DeltaBounds),
        (2360, Aggregate.DurationGood), (2361, Aggregate.DurationBad), (2362, Aggregate.PercentGood), (2363, Aggregate.PercentBad), (2364, Aggregate.WorstQuality),
        (11426, Aggregate.StandardDeviationSample), (11427, Aggregate.StandardDeviationPopulation), (11428, Aggregate.VarianceSample), (11429, Aggregate.VariancePopulation),
    ];

    /// <summary>The nodes of all that are offered.</summary>
    public static IReadOnlyList<NodeId> Nodes { get; } = [.. Table.Select(f => new NodeId(f.Node))];

    /// <summary>The function behind a node; null when it is not offered.</summary>
    public static Aggregate? Of(NodeId node)
    {
        foreach (var (known, aggregate) in Table)
        {
            if (node == new NodeId(known))
                return aggregate;
        }
        return null;
    }
}
