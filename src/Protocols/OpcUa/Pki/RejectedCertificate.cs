namespace Millwright.OpcUa.Pki;

/// <summary>A certificate that was refused and kept, so that a person can decide.</summary>
/// <param name="Fingerprint">SHA-256 in hexadecimal digits.</param>
/// <param name="Subject">Whom it names.</param>
/// <param name="Expires">The end of its validity, UTC.</param>
/// <param name="RejectedAt">When it was last refused, UTC.</param>
/// <param name="Reason">The sentence of the verdict.</param>
public sealed record RejectedCertificate(string Fingerprint, string Subject, DateTime Expires, DateTime RejectedAt, string Reason);
