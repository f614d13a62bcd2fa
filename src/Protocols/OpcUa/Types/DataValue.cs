namespace Millwright.OpcUa.Types;

/// <summary>A value with its quality and times (OPC 10000-4, 7.11). A time of 0 is absent.</summary>
/// <param name="Value">The value; null when the status is bad or none was asked for.</param>
/// <param name="Status">The quality; Good when absent.</param>
/// <param name="SourceTimestamp">When the device saw the value.</param>
/// <param name="ServerTimestamp">When the server took it.</param>
/// <param name="SourcePicoseconds">Tens of picoseconds to add to the source time, 0 to 9,999.</param>
/// <param name="ServerPicoseconds">Tens of picoseconds to add to the server time, 0 to 9,999.</param>
public readonly record struct DataValue(
    Variant Value,
    StatusCode Status = default,
    UaDateTime SourceTimestamp = default,
    UaDateTime ServerTimestamp = default,
    ushort SourcePicoseconds = 0,
    ushort ServerPicoseconds = 0)
{
    /// <summary>A value that is only a status, for instance a node that does not exist.</summary>
    public static DataValue FromStatus(StatusCode status) => new(default, status);

    public override string ToString() => Status.Value == 0 ? Value.ToString() : $"{Value} {Status}";
}
