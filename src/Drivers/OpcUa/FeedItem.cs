using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Drivers.OpcUa;

/// <summary>A tag at its server: what was asked for, and what is known of it. What changes is changed by the holder of the feed's turn.</summary>
internal sealed class FeedItem(uint number, SourceTag tag, OpcUaConnectionOptions connection)
{
    private readonly OpcUaTagOptions _options = (OpcUaTagOptions)tag.Options;
    private readonly TimeSpan _interval = tag.Interval;

    /// <summary>Its number within the feed, never used again; the client's handle for it.</summary>
    public uint Number => number;

    public OpcUaTagOptions Options => _options;

    public TagHandle Handle { get; } = tag.Handle;

    public TagPath Path { get; } = tag.Path;

    public TagKind Kind { get; } = ((OpcUaTagOptions)tag.Options).As ?? OpcUaDriver.DefaultKind;

    /// <summary>How the tag names its node; read from its text each time, for it is asked for once a connection and kept a hundred thousand times.</summary>
    public NodeAddress Address => NodeAddress.TryParse(_options.Node, out var address, out _) ? address! : new(ExpandedNodeId.Parse("i=0"), null);

    public TimeSpan Interval => _interval;

    /// <summary>How often the server looks at the value.</summary>
    public TimeSpan Sampling => _options.Sampling ?? connection.Sampling ?? _interval;

    public string? Elements => _options.Elements;

    public bool HasSourceDeadband => _options.SourceDeadband is { Value: > 0 };

    /// <summary>The node with its namespace by URI, once it is known.</summary>
    public ExpandedNodeId? Named { get; set; }

    /// <summary>The client watches it.</summary>
    public bool IsWatched { get; set; }

    /// <summary>The server confirmed it; a value has to come.</summary>
    public bool IsLive { get; set; }

    /// <summary>A value has come by subscription since it was made.</summary>
    public bool HasReported { get; set; }

    /// <summary>It is read at its interval, because all are or because the subscription does not bring it.</summary>
    public bool IsPolled { get; set; }

    public bool HasFailed { get; set; }

    /// <summary>Values come, but of another kind than the tag's.</summary>
    public bool IsMismatched { get; set; }

    /// <summary>.NET ticks of the newest source time that was handed on; 0 for none.</summary>
    public long NewestTicks { get; set; }

    /// <summary>The newest value that was handed on.</summary>
    public Variant NewestValue { get; set; }

    /// <summary>.NET ticks of the source time up to which the subscription, or at first a read, brought all; 0 for none.</summary>
    public long BroughtTicks { get; set; }

    /// <summary>.NET ticks of the source time up to which nothing is missing for as long as nobody says otherwise; 0 for none.</summary>
    public long KnownTicks => IsPolled ? NewestTicks : BroughtTicks;

    /// <summary><see cref="BroughtTicks"/> when it began to be read because the subscription did not bring it.</summary>
    public long PolledFromTicks { get; set; }

    /// <summary>How often the server lost it and it had to be made anew: what came in an earlier life says nothing of this one.</summary>
    public int Life { get; set; }

    /// <summary>Values come, by subscription or by reading: what was missed ends at the newest of them.</summary>
    public bool IsFlowing => IsPolled || (IsLive && HasReported);

    /// <summary><see cref="NewestTicks"/> when the server was found to have another value than was delivered; 0 when there is no suspicion.</summary>
    public long SuspectedAtTicks { get; set; }

    /// <summary>Whether the server keeps its history; null before it was asked.</summary>
    public bool? HasHistory { get; set; }

    /// <summary>When it is read next, in the clock's timestamps.</summary>
    public long DueAt { get; set; }

    public MonitoredItemRequest Request()
    {
        var (kind, deadband) = _options.SourceDeadband switch
        {
            { Value: > 0, IsPercent: true } percent => (DeadbandType.Percent, percent.Value),
            { Value: > 0 } absolute => (DeadbandType.Absolute, absolute.Value),
            _ => (DeadbandType.None, 0),
        };
        return new(number, Named!.Value)
        {
            SamplingIntervalMs = Sampling.TotalMilliseconds,
            QueueSize = (uint)(_options.Queue ?? connection.Queue),
            DeadbandType = kind,
            Deadband = deadband,
            IndexRange = Elements,
        };
    }

    public override string ToString() => Elements is null ? Address.ToString() : $"{Address}[{Elements}]";
}
