using Millwright.Drivers.LineProtocol;

namespace Millwright.Host.Http.Ingest;

/// <summary>A connection that clients write to.</summary>
/// <param name="Connection">Its name.</param>
/// <param name="Options">What is configured of it.</param>
internal sealed record IngestTarget(string Connection, LineProtocolOptions Options);

/// <summary>A line that was not taken.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Problem">What is wrong with it, and what to do.</param>
internal sealed record RefusedLine(int Line, string Problem);

/// <summary>What became of a text of line protocol. What was taken is durable.</summary>
/// <param name="Lines">All lines with content.</param>
/// <param name="Refused">How many were not taken.</param>
/// <param name="First">The first of those, at most <see cref="MaxShown"/>.</param>
internal sealed record IngestOutcome(int Lines, int Refused, IReadOnlyList<RefusedLine> First)
{
    public const int MaxShown = 10;
}

/// <summary>Nothing can be taken now; the client may send the same again later.</summary>
internal sealed class IngestUnavailableException(string problem, string remedy, Exception? inner = null) : Exception($"{problem}; {remedy}", inner);

/// <summary>Takes what clients write into the plant.</summary>
internal interface IIngest
{
    /// <summary>The connections that take line protocol, in the order of the configuration.</summary>
    IReadOnlyList<IngestTarget> Targets { get; }

    /// <summary>Takes a text of line protocol; returns when what could be taken of it is durable.</summary>
    /// <exception cref="IngestUnavailableException">Some of it may be stored, but not all: it is to be sent again.</exception>
    ValueTask<IngestOutcome> WriteAsync(IngestTarget target, ReadOnlyMemory<byte> text, LinePrecision precision, CancellationToken cancellation);
}
