using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.Control.Audit;
using Millwright.Host.Certificates;
using Millwright.Host.Http.Serving;
using Millwright.Host.Http.SignIn;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>A certificate.</summary>
internal sealed record CertificateAnswer(
    string Fingerprint, string Subject, string? ApplicationUri, IReadOnlyList<string> Hosts, Timestamp ValidFrom, Timestamp Expires, string? Warning,
    Timestamp RejectedAt, string? Reason);

/// <summary>All certificates of the node for OPC UA; own is null until one is needed.</summary>
internal sealed record CertificatesAnswer(
    string Folder, CertificateAnswer? Own, IReadOnlyList<CertificateAnswer> Trusted, IReadOnlyList<CertificateAnswer> Issuers,
    IReadOnlyList<CertificateAnswer> Rejected, IReadOnlyList<string> Problems);

/// <summary>A certificate in PEM.</summary>
internal sealed record CertificateBody(string? Certificate);

internal static class CertificateResource
{
    public static IResult List(PlantCertificates certificates, TimeProvider clock) => Guarded(() =>
    {
        var list = certificates.List();
        var now = clock.GetUtcNow();
        return TypedResults.Ok(new CertificatesAnswer(
            list.Folder, list.Own is { } own ? Answer(own, now) : null, [.. list.Trusted.Select(c => Answer(c, now))],
            [.. list.Issuers.Select(c => Answer(c, now))], [.. list.Rejected.Select(c => Answer(c, now))], list.Problems));
    });

    /// <summary>The node's own certificate as a file, without its key.</summary>
    public static IResult Own(PlantCertificates certificates) => Guarded(() =>
    {
        using var own = certificates.Own();
        return TypedResults.File(own.RawData, "application/pkix-cert", "millwright.der");
    });

    public static IResult Trust(HttpContext context, string fingerprint, PlantCertificates certificates, IAuditTrail audit, TimeProvider clock) =>
        Guarded(() => Done(certificates.Trust(fingerprint, Caller.Of(context).Identity, audit), clock));

    public static IResult Reject(HttpContext context, string fingerprint, PlantCertificates certificates, IAuditTrail audit, TimeProvider clock) =>
        Guarded(() => Done(certificates.Reject(fingerprint, Caller.Of(context).Identity, audit), clock));

    public static IResult Renew(HttpContext context, bool? newKey, PlantCertificates certificates, IAuditTrail audit, TimeProvider clock) =>
        Guarded(() => Done(certificates.Renew(newKey == true, Caller.Of(context).Identity, audit), clock));

    public static IResult Import(HttpContext context, CertificateBody body, bool? issuer, PlantCertificates certificates, IAuditTrail audit, TimeProvider clock)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPem(body.Certificate);
        }
        catch (CryptographicException)
        {
            return Problems.Of(422, "no-certificate", "what was sent is no certificate", "send it in PEM, beginning with -----BEGIN CERTIFICATE-----");
        }
        using (certificate)
            return Guarded(() => Done(certificates.Trust(certificate, issuer == true, Caller.Of(context).Identity, audit), clock));
    }

    private static IResult Done(KeptCertificate kept, TimeProvider clock) => TypedResults.Ok(Answer(kept, clock.GetUtcNow()));

    private static IResult Guarded(Func<IResult> act)
    {
        try
        {
            return act();
        }
        catch (CertificateTroubleException e)
        {
            return e.IsUnknown
                ? Problems.NotFound("unknown-certificate", $"{e.Place}: {e.Problem}", e.Remedy)
                : Problems.Of(409, "certificate", $"{e.Place}: {e.Problem}", e.Remedy);
        }
        catch (AuditUnavailableException e)
        {
            return Problems.Of(503, "audit-unavailable", e.Problem, e.Remedy);
        }
    }

    private static CertificateAnswer Answer(KeptCertificate kept, DateTimeOffset now) => new(
        kept.Fingerprint, kept.Subject, kept.ApplicationUri, kept.Hosts, Timestamp.From(kept.ValidFrom), Timestamp.From(kept.Expires),
        ExpiryWatch.Of(kept, now)?.Problem, kept.RejectedAt is { } at ? Timestamp.From(at) : Timestamp.None, kept.Reason);
}
