using System.Globalization;

namespace Millwright.Host.Certificates;

/// <summary>A certificate whose end is near or past.</summary>
/// <param name="Since">Since when it is warned of.</param>
/// <param name="Problem">Which certificate, and how long it still lasts.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record ExpiryWarning(DateTimeOffset Since, string Problem, string Remedy);

/// <summary>Looks at the certificates once a minute, however often it is asked.</summary>
internal sealed class ExpiryWatch(PlantCertificates certificates, TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private IReadOnlyList<ExpiryWarning> _warnings = [];
    private long _looked;

    /// <summary>The warnings now. Called by one caller.</summary>
    public IReadOnlyList<ExpiryWarning> Warnings
    {
        get
        {
            if (_looked != 0 && clock.GetElapsedTime(_looked) < Period)
                return _warnings;
            _looked = clock.GetTimestamp();
            return _warnings = Look();
        }
    }

    /// <summary>The warning for one certificate, null while its end is far.</summary>
    public static ExpiryWarning? Of(KeptCertificate certificate, DateTimeOffset now)
    {
        var since = certificate.Expires - PlantCertificates.WarnBefore;
        if (now < since || certificate.Place == CertificatePlace.Rejected)
            return null;
        var end = certificate.Expires.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var when = certificate.Expires <= now
            ? $"ended on {end}"
            : string.Create(CultureInfo.InvariantCulture, $"ends in {Math.Max(1, (certificate.Expires - now).TotalDays):0} days, on {end}");
        return certificate.Place == CertificatePlace.Own
            ? new(since, $"this node's OPC UA certificate {when}", "renew it on the Certificates page or with: millwright pki renew; then let the other sides trust the new one")
            : new(since, $"the OPC UA certificate of {certificate.Subject}, trusted here, {when}", "have its owner renew it, then trust the new one");
    }

    private IReadOnlyList<ExpiryWarning> Look()
    {
        try
        {
            var now = clock.GetUtcNow();
            return [.. certificates.List().All.Select(c => Of(c, now)).OfType<ExpiryWarning>()];
        }
        catch (CertificateTroubleException e)
        {
            return [new(clock.GetUtcNow(), $"the OPC UA certificates cannot be read: {e.Problem}", e.Remedy)];
        }
    }
}
