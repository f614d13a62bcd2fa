using Millwright.Publish.Forwarding;

namespace Millwright.Publish.Stores.Influx;

/// <summary>The forwarding of a plant's samples to an InfluxDB server.</summary>
public static class InfluxSink
{
    /// <summary>The cursor's name, and the sink's in the ledger.</summary>
    public const string CursorName = "influxdb";

    /// <summary>Begins to forward.</summary>
    /// <param name="parts">What forwarding is made of.</param>
    /// <param name="options">The server, checked.</param>
    public static StoreForwarder Start(ForwardParts parts, InfluxOptions options) => new(parts, CursorName, new InfluxTarget(options), options);
}
