using Millwright.OpcUa.Encoding;

namespace Millwright.OpcUa.Messages;

/// <summary>A trust list as it is read from a file or written to it, DER throughout; the first field says by <see cref="TrustListMasks"/> which parts count (OPC 10000-12, 7.8.2.7).</summary>
public sealed record TrustListDataType(
    uint SpecifiedLists,
    IReadOnlyList<byte[]?> TrustedCertificates,
    IReadOnlyList<byte[]?> TrustedCrls,
    IReadOnlyList<byte[]?> IssuerCertificates,
    IReadOnlyList<byte[]?> IssuerCrls) : IUaMessage<TrustListDataType>
{
    public static uint EncodingId => 12680;

    public void Encode(UaWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt32(SpecifiedLists);
        writer.WriteByteStrings(TrustedCertificates);
        writer.WriteByteStrings(TrustedCrls);
        writer.WriteByteStrings(IssuerCertificates);
        writer.WriteByteStrings(IssuerCrls);
    }

    public static TrustListDataType Decode(ref UaReader reader) => new(
        reader.ReadUInt32(),
        reader.ReadByteStrings(),
        reader.ReadByteStrings(),
        reader.ReadByteStrings(),
        reader.ReadByteStrings());
}
