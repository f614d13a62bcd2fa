using System.Security.Cryptography;

namespace Millwright.OpcUa.Pki;

/// <summary>
/// Renews this application's self-signed certificate ahead of its end. Peers that trust certificates one by one must trust the new one too, so
/// it is for those whose peers look here, or who can tell them in time; certificates of an authority are left to that authority.
/// </summary>
public sealed class CertificateRenewal : IDisposable
{
    private readonly CertificateStore _store;
    private readonly CertificateRenewalOptions _options;
    private readonly ITimer _timer;
    private int _running;

    /// <summary>Looks before it returns, and again at each interval.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A time is not positive, or the certificate would be renewed again at once.</exception>
    public CertificateRenewal(CertificateStore store, CertificateRenewalOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.CheckInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Lifetime, options.RenewBefore);
        _store = store;
        _options = options;
        _timer = options.Time.CreateTimer(static renewal => ((CertificateRenewal)renewal!).Look(), this, options.CheckInterval, options.CheckInterval);
        Look();
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
            return;
        try
        {
            if (_store.RenewOwn(_options.RenewBefore, _options.Lifetime) is { } renewed)
                _options.OnRenewed?.Invoke(renewed);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            // Tried again at the next interval; the certificate that is there goes on.
            _options.OnFailed?.Invoke(failed);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }
}
