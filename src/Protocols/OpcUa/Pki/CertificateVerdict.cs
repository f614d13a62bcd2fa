using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Pki;

/// <summary>The outcome of judging a certificate.</summary>
/// <param name="Status">Good, or one of the Bad_Certificate… codes of OPC 10000-4, 6.1.3.</param>
/// <param name="Message">One sentence for people: what is wrong and who must do what. Empty when good.</param>
/// <param name="Fingerprint">SHA-256 of the certificate in hexadecimal digits, to compare with what the other side shows.</param>
/// <param name="Subject">The certificate's subject.</param>
public sealed record CertificateVerdict(StatusCode Status, string Message, string Fingerprint, string Subject)
{
    public bool IsTrusted => Status.IsGood;

    /// <summary>
    /// What may be told to the peer: a stranger learns that checks failed, not which (OPC 10000-4, 6.1.3); what it can mend by itself, such
    /// as an expired certificate, it is told.
    /// </summary>
    public StatusCode StatusForPeer => (StatusCodes)Status.Value switch
    {
        StatusCodes.BadCertificateTimeInvalid or StatusCodes.BadCertificateIssuerTimeInvalid or StatusCodes.BadCertificateHostNameInvalid
            or StatusCodes.BadCertificateUriInvalid or StatusCodes.BadCertificateUseNotAllowed or StatusCodes.BadCertificateIssuerUseNotAllowed
            or StatusCodes.BadCertificateRevocationUnknown or StatusCodes.BadCertificateIssuerRevocationUnknown
            or StatusCodes.BadCertificatePolicyCheckFailed or StatusCodes.Good => Status,
        _ => StatusCodes.BadSecurityChecksFailed,
    };
}
