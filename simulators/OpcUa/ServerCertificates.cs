using System.Net;
using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Pki;

namespace Millwright.Simulators.OpcUa;

/// <summary>A server's own certificate and one with the same names that ran out yesterday, both kept in a folder, so that clients can trust them.</summary>
internal sealed class ServerCertificates(string folder, OpcUaPlan plan, IPAddress address, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public ChannelIdentity Valid() => Identity("valid", time);

    public ChannelIdentity Expired() => Identity("expired", new YearAgo(time));

    private ChannelIdentity Identity(string name, TimeProvider made)
    {
        var store = new CertificateStore(Path.Combine(folder, plan.Name, name), made);
        X509Certificate2 certificate = store.LoadOrCreateOwn(new ApplicationCertificateRequest
        {
            CommonName = $"Simulated {plan.Name}",
            ApplicationUri = plan.ApplicationUri,
            DnsNames = ["localhost"],
            Addresses = [address],
            Lifetime = Lifetime,
        });
        return new ChannelIdentity(certificate);
    }

    /// <summary>A day more than a lifetime ago.</summary>
    private sealed class YearAgo(TimeProvider clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() - Lifetime - TimeSpan.FromDays(1);
    }
}
