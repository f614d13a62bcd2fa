using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Supervision;

/// <summary>The states of a connection, the same for all drivers.</summary>
public enum ConnectionState
{
    /// <summary>Switched off by configuration.</summary>
    Disabled,
    Connecting,
    /// <summary>Connected; tags are Uncertain until their first full cycle.</summary>
    Synchronizing,
    Running,
    /// <summary>Connected, but some tags or a unit behind it do not deliver.</summary>
    Degraded,
    /// <summary>A fault that trying again cannot mend.</summary>
    Faulted,
}

/// <summary>A connection now.</summary>
public sealed record ConnectionStatus
{
    public required string Name { get; init; }

    public required string Driver { get; init; }

    public required string Address { get; init; }

    public required ConnectionState State { get; init; }

    public required Timestamp Since { get; init; }

    /// <summary>Why it is in this state.</summary>
    public string? Cause { get; init; }

    public SourceFault? LastFault { get; init; }

    public Timestamp LastFaultAt { get; init; }

    /// <summary>How often the device was seen to restart.</summary>
    public long Restarts { get; init; }

    public int Tags { get; init; }

    public int GoodTags { get; init; }

    public int UncertainTags { get; init; }

    public int BadTags { get; init; }

    public double SamplesPerSecond { get; init; }

    public double RequestsPerSecond { get; init; }
}

/// <summary>A change of state, kept for a day.</summary>
public sealed record StateChange(Timestamp At, ConnectionState State, string? Cause);

/// <summary>A tag that cannot be read.</summary>
public sealed record TagFault(TagHandle Tag, Timestamp Since, Quality Quality, string Problem, string Remedy, long Count);

/// <summary>A line of a connection's log tail.</summary>
public sealed record ConnectionNote(Timestamp At, string Level, string Message);

/// <summary>All there is to know of one connection.</summary>
public sealed record ConnectionDetail(
    ConnectionStatus Status,
    SourceDiagnostics Diagnostics,
    IReadOnlyList<StateChange> Timeline,
    IReadOnlyList<TagFault> TagFaults,
    IReadOnlyList<ConnectionNote> Notes);
