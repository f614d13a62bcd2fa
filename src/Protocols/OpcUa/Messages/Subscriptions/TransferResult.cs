using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>A transferred subscription and the messages it still holds (OPC 10000-4, 5.14.7).</summary>
public sealed record TransferResult(
    StatusCode StatusCode,
    IReadOnlyList<uint> AvailableSequenceNumbers) : IUaMessage<TransferResult>
{
    public static uint EncodingId => 838;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStatusCode(StatusCode);
        writer.WriteUInt32s(AvailableSequenceNumbers);
    }

    public static TransferResult Decode(ref UaReader reader) => new(
        reader.ReadStatusCode(),
        reader.ReadUInt32s());
}
