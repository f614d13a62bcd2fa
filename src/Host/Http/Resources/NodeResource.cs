using System.Text.Json.Serialization;
using Millwright.Flow.Supervision;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>The node and the plant in figures.</summary>
internal sealed record NodeAnswer
{
    public required string Plant { get; init; }
    public required string Name { get; init; }
    public required string Tier { get; init; }
    public required string Version { get; init; }
    public required Timestamp StartedAt { get; init; }
    public required string TimeZone { get; init; }
    public required Timestamp Now { get; init; }
    public required bool Ready { get; init; }
    public required double SamplesPerSecond { get; init; }
    public required Timestamp LastCommit { get; init; }

    [JsonConverter(typeof(FigureJson))]
    public required double CommitP99Ms { get; init; }

    public required ConnectionTally Connections { get; init; }
    public required TagTally Tags { get; init; }
    public required DiskAnswer Disk { get; init; }
    public required long LossSinceYesterday { get; init; }
    public required IReadOnlyList<Alert> Alerts { get; init; }

    public static NodeAnswer Of(IPlantView plant, TagTallier tallier, TimeProvider clock)
    {
        var node = plant.Node;
        var connections = plant.Connections;
        return new()
        {
            Plant = plant.Plant.ToString(),
            Name = node.Name,
            Tier = node.Tier,
            Version = node.Version,
            StartedAt = node.StartedAt,
            TimeZone = node.TimeZone,
            Now = Timestamp.Now(clock),
            Ready = plant.NotReady.Count == 0,
            SamplesPerSecond = node.SamplesPerSecond,
            LastCommit = node.LastCommit,
            CommitP99Ms = node.CommitP99Ms,
            Connections = new(connections.Count(c => c.Status.State is ConnectionState.Running or ConnectionState.Degraded), connections.Count),
            Tags = tallier.Now,
            Disk = new(node.DiskFreeBytes, node.DiskUsedBytes, node.DiskDaysLeft),
            LossSinceYesterday = node.LossSinceYesterday,
            Alerts = node.Alerts,
        };
    }
}

/// <summary>How many connections deliver.</summary>
internal sealed record ConnectionTally(int Up, int Total);

/// <summary>The disk under the log and the historian.</summary>
internal sealed record DiskAnswer(long FreeBytes, long UsedBytes, double? DaysLeft);

internal static class NodeResource
{
    public static NodeAnswer Get(IPlantView plant, TagTallier tallier, TimeProvider clock) => NodeAnswer.Of(plant, tallier, clock);
}
