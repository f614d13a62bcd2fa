using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Channel;

/// <summary>Trusts everybody until told otherwise.</summary>
internal sealed class TrustAll : ICertificateGuard
{
    public bool Refuses { get; set; }

    public CertificateVerdict Judge(ReadOnlySpan<byte> chain, CertificateExpectations expected) =>
        Refuses ? new CertificateVerdict(StatusCodes.BadCertificateUntrusted, "Not trusted.", "F1", "CN=x") : new CertificateVerdict(StatusCodes.Good, "", "F1", "CN=x");
}
