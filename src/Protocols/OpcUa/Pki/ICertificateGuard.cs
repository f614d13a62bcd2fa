namespace Millwright.OpcUa.Pki;

/// <summary>Decides whose certificate is trusted.</summary>
public interface ICertificateGuard
{
    /// <summary>Judges what a peer sent as its certificate. Any bytes are judged; nothing is thrown for what a peer may send.</summary>
    /// <param name="chain">DER, leaf first, other certificates of its chain behind it.</param>
    /// <param name="expected">What it is held against.</param>
    CertificateVerdict Judge(ReadOnlySpan<byte> chain, CertificateExpectations expected);
}
