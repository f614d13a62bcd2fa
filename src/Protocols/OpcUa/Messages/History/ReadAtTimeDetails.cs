using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Messages;

/// <summary>Values at given times (OPC 10000-11, 6.5.5).</summary>
public sealed record ReadAtTimeDetails(IReadOnlyList<UaDateTime> ReqTimes, bool UseSimpleBounds) : IUaMessage<ReadAtTimeDetails>
{
    public static uint EncodingId => 655;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteDateTimes(ReqTimes);
        writer.WriteBoolean(UseSimpleBounds);
    }

    public static ReadAtTimeDetails Decode(ref UaReader reader) => new(
        reader.ReadDateTimes(),
        reader.ReadBoolean());
}
