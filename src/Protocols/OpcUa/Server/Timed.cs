using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Gives values the times that were asked for and no others (OPC 10000-4, 7.40).</summary>
internal static class Timed
{
    /// <summary>A value of a variable. A value without a server time gets the time of this answer.</summary>
    public static DataValue Of(in DataValue value, TimestampsToReturn timestamps, UaDateTime now) => timestamps switch
    {
        TimestampsToReturn.Source => new DataValue(value.Value, value.Status, value.SourceTimestamp, default, value.SourcePicoseconds),
        TimestampsToReturn.Server => new DataValue(value.Value, value.Status, default, Server(value, now), 0, value.ServerPicoseconds),
        TimestampsToReturn.Both => new DataValue(value.Value, value.Status, value.SourceTimestamp, Server(value, now), value.SourcePicoseconds, value.ServerPicoseconds),
        _ => new DataValue(value.Value, value.Status),
    };

    /// <summary>Another attribute, which has no source time.</summary>
    public static DataValue OfAttribute(in DataValue value, TimestampsToReturn timestamps, UaDateTime now) =>
        timestamps is TimestampsToReturn.Server or TimestampsToReturn.Both ? new DataValue(value.Value, value.Status, default, now) : new DataValue(value.Value, value.Status);

    private static UaDateTime Server(in DataValue value, UaDateTime now) => value.ServerTimestamp.HasValue ? value.ServerTimestamp : now;
}
