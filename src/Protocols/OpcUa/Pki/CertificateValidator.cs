using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Pki;

/// <summary>
/// Judges certificates against a trust list, in the order of OPC 10000-4, 6.1.3. Chains are built from the given certificates alone:
/// nothing is fetched from the network and the operating system's own roots count for nothing.
/// </summary>
public static class CertificateValidator
{
    private const X509KeyUsageFlags PeerUsage = X509KeyUsageFlags.DigitalSignature;

    /// <summary>Judges what a peer sent as its certificate, leaf first.</summary>
    /// <param name="chain">DER.</param>
    /// <param name="trust">Whom to trust.</param>
    /// <param name="expected">What it is held against.</param>
    /// <param name="now">The time.</param>
    public static CertificateVerdict Judge(ReadOnlySpan<byte> chain, TrustList trust, CertificateExpectations expected, DateTimeOffset now)
    {
        IReadOnlyList<X509Certificate2> sent;
        CertificateNames names;
        try
        {
            sent = CertificateChain.Parse(chain);
            names = CertificateNames.Of(sent[0]);
        }
        catch (CryptographicException malformed)
        {
            var nothing = new CertificateCase(expected, "", "not a certificate");
            return nothing.Refuse(StatusCodes.BadCertificateInvalid, $"sent something that is no certificate: {malformed.Message}", "Give it a proper application certificate.");
        }
        var leaf = sent[0];
        var subject = new CertificateCase(expected, Fingerprint(leaf), leaf.Subject);
        try
        {
            return BuildChain(sent, trust, subject, out var path)
                ?? JudgeKeys(path, expected, subject)
                ?? JudgeTrust(path, trust, subject)
                ?? JudgeTimes(path, now, subject)
                ?? JudgeNames(names, expected, subject)
                ?? JudgeUsage(path, expected, subject)
                ?? JudgeRevocation(path, trust, expected, now, subject)
                ?? subject.Accept();
        }
        catch (CryptographicException malformed)
        {
            // The system read it as a certificate; what is inside is none.
            return subject.Refuse(StatusCodes.BadCertificateInvalid, $"sent a certificate that is damaged inside: {malformed.Message}", "Give it a proper application certificate.");
        }
    }

    /// <summary>SHA-256 of the certificate, in hexadecimal digits.</summary>
    public static string Fingerprint(X509Certificate2 certificate) => Convert.ToHexString(SHA256.HashData(certificate.RawData));

    private static CertificateVerdict? BuildChain(
        IReadOnlyList<X509Certificate2> sent, TrustList trust, CertificateCase subject, out List<X509Certificate2> path)
    {
        path = [sent[0]];
        while (true)
        {
            var last = path[^1];
            var signed = SignedData.Parse(last.RawDataMemory);
            if (signed.IsWeak)
            {
                return subject.Refuse(
                    StatusCodes.BadCertificatePolicyCheckFailed, $"uses '{last.Subject}', which is signed with an algorithm that is withdrawn (SHA-1, MD5) or unknown",
                    "It needs a new certificate signed with SHA-256 or better.");
            }
            if (last.SubjectName.RawData.AsSpan().SequenceEqual(last.IssuerName.RawData))
            {
                return signed.IsSignedBy(last)
                    ? null
                    : subject.Refuse(StatusCodes.BadCertificateInvalid, $"sent '{last.Subject}', whose signature is wrong", "The certificate was altered: get it anew from its owner.");
            }
            var isForged = false;
            var issuer = FindIssuer(last, signed, trust.Trusted, ref isForged)
                ?? FindIssuer(last, signed, trust.Issuers, ref isForged) ?? FindIssuer(last, signed, sent, ref isForged);
            if (issuer is null)
            {
                return isForged
                    ? subject.Refuse(StatusCodes.BadCertificateInvalid, $"sent '{last.Subject}', which its issuer did not sign", "The certificate was altered: get it anew from its owner.")
                    : subject.Refuse(
                        StatusCodes.BadCertificateChainIncomplete, $"uses a certificate of '{last.Issuer}', which is not known here",
                        "Put that authority's certificate into issuers/, or into trusted/ to trust everything it signs.");
            }
            if (path.Count == CertificateChain.MaxCertificates || path.Exists(c => IsSame(c, issuer)))
                return subject.Refuse(StatusCodes.BadCertificateChainIncomplete, "sent a certificate chain that is too long or goes in a circle", "It needs a proper chain.");
            path.Add(issuer);
        }
    }

    private static X509Certificate2? FindIssuer(
        X509Certificate2 certificate, SignedData signed, IReadOnlyList<X509Certificate2> candidates, ref bool isForged)
    {
        foreach (var candidate in candidates)
        {
            if (!candidate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
                continue;
            if (signed.IsSignedBy(candidate))
                return candidate;
            isForged = true;
        }
        return null;
    }

    private static CertificateVerdict? JudgeKeys(List<X509Certificate2> path, CertificateExpectations expected, CertificateCase subject)
    {
        foreach (var certificate in path)
        {
            using var key = certificate.GetRSAPublicKey();
            if (key is null && IsSame(certificate, path[0]))
            {
                return subject.Refuse(
                    StatusCodes.BadCertificatePolicyCheckFailed, "uses a certificate without an RSA key", "The RSA security policies need an RSA certificate; elliptic curves are not supported yet.");
            }
            if (key is not null && (key.KeySize < expected.MinKeyBits || (IsSame(certificate, path[0]) && key.KeySize > expected.MaxKeyBits)))
            {
                return subject.Refuse(
                    StatusCodes.BadCertificatePolicyCheckFailed,
                    string.Create(CultureInfo.InvariantCulture, $"uses a key of {key.KeySize} bits in '{certificate.Subject}'; {expected.MinKeyBits} to {expected.MaxKeyBits} are allowed"),
                    "It needs a certificate with such a key.");
            }
        }
        return null;
    }

    private static CertificateVerdict? JudgeTrust(List<X509Certificate2> path, TrustList trust, CertificateCase subject) =>
        path.Exists(c => trust.Trusted.Any(t => IsSame(t, c)))
            ? null
            : subject.Refuse(
                StatusCodes.BadCertificateUntrusted, "is not trusted by this side",
                "If the fingerprint is the one that the other side shows, trust it here: move it from rejected/ to trusted/.");

    private static CertificateVerdict? JudgeTimes(List<X509Certificate2> path, DateTimeOffset now, CertificateCase subject)
    {
        foreach (var certificate in path)
        {
            var (from, to) = (new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
            if (now >= from && now <= to)
                continue;
            var status = IsSame(certificate, path[0]) ? StatusCodes.BadCertificateTimeInvalid : StatusCodes.BadCertificateIssuerTimeInvalid;
            return now < from
                ? subject.Refuse(status, $"uses '{certificate.Subject}', which is valid only from {from:u} on; it is {now:u} here", "Compare the clocks of both sides.")
                : subject.Refuse(status, $"uses '{certificate.Subject}', which expired at {to:u}; it is {now:u} here", "Renew it on the other side; if it is not expired there, compare the clocks of both sides.");
        }
        return null;
    }

    private static CertificateVerdict? JudgeNames(CertificateNames names, CertificateExpectations expected, CertificateCase subject)
    {
        if (expected.HostName is { } host && !names.Covers(host))
        {
            var made = string.Join(", ", names.DnsNames.Concat(names.Addresses.Select(a => a.ToString())));
            return subject.Refuse(
                StatusCodes.BadCertificateHostNameInvalid, $"was reached as '{host}', but its certificate is made for: {(made.Length > 0 ? made : "no host at all")}",
                "Connect by one of those names, or renew its certificate with the name it is reached by.");
        }
        if (expected.ApplicationUri is { } uri && names.ApplicationUri != uri)
        {
            return subject.Refuse(
                StatusCodes.BadCertificateUriInvalid, $"calls itself '{uri}', but its certificate says '{names.ApplicationUri ?? "nothing"}'",
                "Give it a certificate with the application URI that it is configured with.");
        }
        return null;
    }

    private static CertificateVerdict? JudgeUsage(List<X509Certificate2> path, CertificateExpectations expected, CertificateCase subject)
    {
        var usage = UsageOf(path[0]);
        if (usage is { } flags && (flags & PeerUsage) != PeerUsage)
            return subject.Refuse(StatusCodes.BadCertificateUseNotAllowed, "uses a certificate that is not made for digital signatures", "It needs an application certificate.");
        if (expected.Role != PeerRole.User && !AllowsRole(path[0], expected.Role))
        {
            return subject.Refuse(
                StatusCodes.BadCertificateUseNotAllowed, $"uses a certificate that is not made for a {(expected.Role == PeerRole.Server ? "server" : "client")}",
                "It needs an application certificate with that extended key usage.");
        }
        foreach (var issuer in path.Skip(1))
        {
            if (UsageOf(issuer) is { } issuing && (issuing & X509KeyUsageFlags.KeyCertSign) == 0 || !IsAuthority(issuer))
                return subject.Refuse(StatusCodes.BadCertificateIssuerUseNotAllowed, $"uses a certificate issued by '{issuer.Subject}', which is no authority", "It needs a certificate of a proper authority.");
        }
        return null;
    }

    private static CertificateVerdict? JudgeRevocation(
        List<X509Certificate2> path, TrustList trust, CertificateExpectations expected, DateTimeOffset now, CertificateCase subject)
    {
        for (var i = 0; i + 1 < path.Count; i++)
        {
            var lists = trust.Revocations.Where(list => list.IsFrom(path[i + 1])).ToList();
            if (lists.Exists(list => list.Revokes(path[i])))
            {
                return subject.Refuse(
                    i == 0 ? StatusCodes.BadCertificateRevoked : StatusCodes.BadCertificateIssuerRevoked,
                    $"uses '{path[i].Subject}', which '{path[i].Issuer}' revoked", "It needs a new certificate.");
            }
            if (expected.RequireRevocationLists && !lists.Exists(list => list.NextUpdate is null || list.NextUpdate >= now))
            {
                return subject.Refuse(
                    i == 0 ? StatusCodes.BadCertificateRevocationUnknown : StatusCodes.BadCertificateIssuerRevocationUnknown,
                    $"uses a certificate of '{path[i].Issuer}', whose revocation list is missing here or out of date",
                    "Put the authority's current revocation list (*.crl) beside its certificate.");
            }
        }
        return null;
    }

    // The framework's own equality compares issuer and serial number alone, which anybody can copy.
    private static bool IsSame(X509Certificate2 one, X509Certificate2 other) => one.RawDataMemory.Span.SequenceEqual(other.RawDataMemory.Span);

    private static X509KeyUsageFlags? UsageOf(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault()?.KeyUsages;

    private static bool AllowsRole(X509Certificate2 certificate, PeerRole role)
    {
        var extension = certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault();
        if (extension is null)
            return true;
        var wanted = role == PeerRole.Server ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2";
        foreach (var usage in extension.EnhancedKeyUsages)
        {
            if (usage.Value == wanted || usage.Value == "2.5.29.37.0")
                return true;
        }
        return false;
    }

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { CertificateAuthority: true };
}
