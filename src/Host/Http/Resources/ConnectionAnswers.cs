using Millwright.Host.Http.Values;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>An error with what to do about it.</summary>
internal sealed record ErrorAnswer(Timestamp At, string What, string Remedy);

/// <summary>Response times in milliseconds; spark has the medians of the last while, newest last.</summary>
internal sealed record ResponseAnswer(double? P50, double? P99, IReadOnlyList<double?> Spark);

/// <summary>How the tags of a connection are.</summary>
internal sealed record ConnectionTags(int Total, int Good, int Uncertain, int Bad);

/// <summary>A connection as lists show it.</summary>
internal record ConnectionAnswer
{
    public required string Name { get; init; }
    public required string Driver { get; init; }
    public required string Address { get; init; }
    public required string State { get; init; }
    public required Timestamp Since { get; init; }
    public string? Cause { get; init; }
    public ErrorAnswer? LastError { get; init; }
    public required ResponseAnswer ResponseMs { get; init; }
    public required double RequestsPerSecond { get; init; }
    public required double SamplesPerSecond { get; init; }
    public double? BytesPerValue { get; init; }
    public required ConnectionTags Tags { get; init; }
    public required long Restarts { get; init; }
}

/// <summary>A connection with all there is to know of it.</summary>
internal sealed record ConnectionDetailAnswer : ConnectionAnswer
{
    public string? Identity { get; init; }
    public required IReadOnlyList<StateAnswer> Timeline { get; init; }
    public required IReadOnlyList<PlanAnswer> Plan { get; init; }
    public required IReadOnlyList<TagFaultAnswer> TagErrors { get; init; }
    public required IReadOnlyList<DeviceUnitAnswer> Units { get; init; }
    public LedgerRow? Ledger { get; init; }
    public required IReadOnlyList<GapAnswer> Gaps { get; init; }
    public required IReadOnlyList<NoteAnswer> Log { get; init; }
    public required IReadOnlyDictionary<string, long> Counters { get; init; }
}

/// <summary>A change of state.</summary>
internal sealed record StateAnswer(Timestamp At, string State, string? Cause);

/// <summary>A planned request.</summary>
internal sealed record PlanAnswer(string Unit, string Area, int From, int Count, string Every, IReadOnlyList<HoleAnswer> Holes, double? LastMs);

/// <summary>Addresses that the device does not have.</summary>
internal sealed record HoleAnswer(int From, int Count);

/// <summary>A tag that cannot be read.</summary>
internal sealed record TagFaultAnswer(string Tag, string Address, Timestamp Since, string What, string Remedy, long Count, QualityAnswer Quality);

/// <summary>A device behind a gateway.</summary>
internal sealed record DeviceUnitAnswer(string Unit, string State, double? P50, double? P99, Timestamp SilentSince);

/// <summary>A line of the log tail.</summary>
internal sealed record NoteAnswer(Timestamp At, string Level, string Message);

/// <summary>Where to browse.</summary>
internal sealed record BrowseRequest(string? Node, string? After = null);

/// <summary>One thing a device offers; yaml is its line under tags, null when it cannot be a tag, commandYaml the one under commands.</summary>
internal sealed record BrowseAnswer(
    string Node, string Name, string Kind, string? Address, string? Type, TagValue Value, string? Text, bool HasChildren, string? Yaml, string? CommandYaml = null);
