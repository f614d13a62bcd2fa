using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Pki;

/// <summary>The certificate being judged, and how its verdict is worded.</summary>
internal sealed record CertificateCase(CertificateExpectations Expected, string Fingerprint, string Subject)
{
    public CertificateVerdict Accept() => new(StatusCodes.Good, "", Fingerprint, Subject);

    public CertificateVerdict Refuse(StatusCodes status, string what, string remedy)
    {
        var who = Expected.Role switch
        {
            PeerRole.Server => $"The server {Expected.Peer}",
            PeerRole.Client => $"The client {Expected.Peer}",
            _ => $"The user certificate of {Expected.Peer}",
        };
        var named = Fingerprint.Length == 0 ? "" : $" (certificate '{Subject}', fingerprint {Fingerprint})";
        return new CertificateVerdict(status, $"{who}{named} {what}. {remedy}", Fingerprint, Subject);
    }
}
