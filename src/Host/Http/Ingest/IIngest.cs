using Millwright.Drivers.LineProtocol;

namespace Millwright.Host.Http.Ingest;

/// <summary>A connection that clients write to.</summary>
/// <param name="Connection">Its name.</param>
/// <param name="Options">What is configured of it.</param>
internal sealed record IngestTarget(string Connection, SeriesOptions Options);

/// <summary>A line, or a series of remote write, that was not taken.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Problem">What is wrong with it, and what to do.</param>
internal sealed record RefusedLine(int Line, string Problem);

/// <summary>What became of a request. What was taken is durable.</summary>
/// <param name="Lines">All lines with content, or all series.</param>
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
    /// <summary>The connections that clients write to, in the order of the configuration.</summary>
    IReadOnlyList<IngestTarget> Targets { get; }

    /// <summary>Takes a request; returns when what could be taken of it is durable.</summary>
    /// <param name="target">Where it was written to.</param>
    /// <param name="body">Line protocol, or a sound WriteRequest, as the target takes it.</param>
    /// <param name="precision">The unit of its times.</param>
    /// <param name="cancellation">Stops it before it has begun.</param>
    /// <exception cref="IngestUnavailableException">Some of it may be stored, but not all: it is to be sent again.</exception>
    ValueTask<IngestOutcome> WriteAsync(IngestTarget target, ReadOnlyMemory<byte> body, LinePrecision precision, CancellationToken cancellation);
}
