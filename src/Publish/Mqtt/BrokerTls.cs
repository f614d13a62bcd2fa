using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Pki;

namespace Millwright.Publish.Mqtt;

/// <summary>TLS of the broker: the node's own certificate, and the node's trust list for those of clients. Rejected ones are kept there for a person to look at.</summary>
internal sealed class BrokerTls : IDisposable
{
    private readonly ICertificateGuard _guard;
    private readonly Func<X509Certificate2> _own;
    private readonly bool _isRequired;
    private readonly Action<string> _report;
    private readonly List<X509Certificate2> _used = [];
    private volatile SslStreamCertificateContext _context;

    public BrokerTls(ICertificateGuard guard, Func<X509Certificate2> own, bool isRequired, Action<string> report)
    {
        (_guard, _own, _isRequired, _report) = (guard, own, isRequired, report);
        _context = NewContext();
    }

    /// <summary>For all listeners. The certificate is chosen at each handshake.</summary>
    public SslServerAuthenticationOptions Options => new()
    {
        ServerCertificateSelectionCallback = (_, _) => _context.TargetCertificate,
        // Asks for a certificate; whether one must come is the callback's.
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => Judge(certificate, chain),
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    };

    public void CertificateChanged() => _context = NewContext();

    public void Dispose()
    {
        foreach (var certificate in _used)
            certificate.Dispose();
    }

    private SslStreamCertificateContext NewContext()
    {
        var own = _own();
        // The ones before may be in a handshake still; they go with the face.
        lock (_used)
            _used.Add(own);
        return SslStreamCertificateContext.Create(own, null, offline: true);
    }

    private bool Judge(X509Certificate? certificate, X509Chain? chain)
    {
        if (certificate is null)
            return !_isRequired;
        byte[] sent = [.. certificate.GetRawCertData(), .. chain?.ChainPolicy.ExtraStore.SelectMany(c => c.RawData) ?? []];
        // A plant's own authority need not publish lists; where there is one, it counts.
        var verdict = _guard.Judge(sent, new() { Role = PeerRole.User, Peer = certificate.Subject, RequireRevocationLists = false });
        if (!verdict.IsTrusted)
            _report($"the certificate '{certificate.Subject}' is refused: {verdict.Message}");
        return verdict.IsTrusted;
    }
}
