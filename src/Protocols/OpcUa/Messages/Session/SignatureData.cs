using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A signature and the algorithm's URI (OPC 10000-4, 7.37).</summary>
public sealed record SignatureData(string? Algorithm, byte[]? Signature) : IUaMessage<SignatureData>
{
    public static uint EncodingId => 458;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteString(Algorithm);
        writer.WriteByteString(Signature);
    }

    public static SignatureData Decode(ref UaReader reader) => new(
        reader.ReadString(),
        reader.ReadByteString());
}
