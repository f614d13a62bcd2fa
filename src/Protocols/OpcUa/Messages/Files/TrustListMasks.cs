namespace Millwright.OpcUa.Messages;

/// <summary>Parts of a trust list (OPC 10000-12, 7.8.2.8).</summary>
[Flags]
public enum TrustListMasks : uint
{
    None = 0,
    TrustedCertificates = 1,
    TrustedCrls = 2,
    IssuerCertificates = 4,
    IssuerCrls = 8,
    All = 15,
}
