namespace Millwright.Flow.Sources;

/// <summary>What a source tells of itself; a snapshot.</summary>
public sealed record SourceDiagnostics
{
    public static SourceDiagnostics Empty { get; } = new();

    /// <summary>What the device says it is: vendor, product, revision.</summary>
    public string? Identity { get; init; }

    /// <summary>Requests sent since the start of this source.</summary>
    public long Requests { get; init; }

    /// <summary>Bytes sent and received, payload of the transport.</summary>
    public long WireBytes { get; init; }

    /// <summary>Median response time of the last minute or so, in milliseconds; NaN before the first answer.</summary>
    public double ResponseMsP50 { get; init; } = double.NaN;

    public double ResponseMsP99 { get; init; } = double.NaN;

    /// <summary>Further counters by their names, such as <c>timeouts</c>, <c>lateReplies</c>, <c>crcErrors</c>.</summary>
    public IReadOnlyDictionary<string, long> Counters { get; init; } = new Dictionary<string, long>();

    /// <summary>The planned requests.</summary>
    public IReadOnlyList<PlannedRead> Plan { get; init; } = [];

    /// <summary>The devices behind this connection, where it is a gateway.</summary>
    public IReadOnlyList<UnitHealth> Units { get; init; } = [];
}

/// <summary>One request of the read plan.</summary>
/// <param name="Unit">The device behind the connection, as its protocol names it.</param>
/// <param name="Area">What is read: holding, input, coil.</param>
/// <param name="From">The first address.</param>
/// <param name="Count">How many.</param>
/// <param name="Every">The interval.</param>
/// <param name="LastMs">The last response time in milliseconds, NaN before the first.</param>
/// <param name="Holes">Addresses inside that the device does not have: first and count.</param>
public sealed record PlannedRead(
    string Unit, string Area, int From, int Count, TimeSpan Every, double LastMs, IReadOnlyList<(int From, int Count)> Holes);

/// <summary>A device behind a gateway.</summary>
/// <param name="Unit">Its name in the protocol.</param>
/// <param name="IsSilent">True while it does not answer.</param>
/// <param name="SilentFor">For how long.</param>
/// <param name="ResponseMsP50">Milliseconds.</param>
/// <param name="ResponseMsP99">Milliseconds.</param>
public sealed record UnitHealth(string Unit, bool IsSilent, TimeSpan SilentFor, double ResponseMsP50, double ResponseMsP99);
