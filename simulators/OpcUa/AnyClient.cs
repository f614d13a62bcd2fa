using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Types;

namespace Millwright.Simulators.OpcUa;

/// <summary>Lets every client in: a simulated machine has nothing to protect.</summary>
internal sealed class AnyClient : ICertificateGuard
{
    public CertificateVerdict Judge(ReadOnlySpan<byte> chain, CertificateExpectations expected) => new(StatusCodes.Good, "", "", "");
}
