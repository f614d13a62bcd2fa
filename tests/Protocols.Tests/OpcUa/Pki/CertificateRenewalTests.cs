using System.Security.Cryptography.X509Certificates;
using Millwright.Fakes;
using Millwright.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Pki;

public sealed class CertificateRenewalTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pki-{Guid.NewGuid():N}");
    private readonly ManualClock _clock = new();
    private readonly List<X509Certificate2> _renewed = [];
    private readonly List<Exception> _failed = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_certificate_is_renewed_once_ahead_of_its_end_with_its_names_and_a_new_key()
    {
        var store = new CertificateStore(_folder, _clock);
        using var first = store.LoadOrCreateOwn(new ApplicationCertificateRequest { CommonName = "Millwright", ApplicationUri = "urn:acme:edge", DnsNames = ["edge1"], Lifetime = TimeSpan.FromDays(100) });
        using var renewal = Watch(store);
        _clock.Advance(TimeSpan.FromDays(69));
        Assert.Empty(_renewed);
        _clock.Advance(TimeSpan.FromDays(2));
        var renewed = Assert.Single(_renewed);
        Assert.NotEqual(first.GetPublicKeyString(), renewed.GetPublicKeyString());
        Assert.Equal(("urn:acme:edge", "edge1"), (CertificateNames.Of(renewed).ApplicationUri, CertificateNames.Of(renewed).DnsNames[0]));
        using var kept = store.LoadOwn();
        Assert.Equal(renewed.Thumbprint, kept!.Thumbprint);
        _clock.Advance(TimeSpan.FromDays(100));
        Assert.Single(_renewed);
        Assert.Empty(_failed);
    }

    [Fact]
    public void What_an_authority_signed_is_left_to_it()
    {
        var store = new CertificateStore(_folder, _clock);
        store.SaveOwn(TestCertificates.Issue(TestCertificates.Authority));
        using var renewal = Watch(store);
        _clock.Advance(TimeSpan.FromDays(99));
        Assert.Empty(_renewed);
    }

    [Fact]
    public void A_damaged_file_is_told_and_tried_again()
    {
        var store = new CertificateStore(_folder, _clock);
        using (store.LoadOrCreateOwn(new ApplicationCertificateRequest { CommonName = "Millwright", ApplicationUri = "urn:acme:edge", Lifetime = TimeSpan.FromDays(10) }))
        {
        }
        var path = Path.Combine(_folder, "own", "application.der");
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [1, 2, 3]);
        using var renewal = Watch(store);
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.NotEmpty(_failed);
        File.WriteAllBytes(path, whole);
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Single(_renewed);
    }

    private CertificateRenewal Watch(CertificateStore store) => new(store, new CertificateRenewalOptions
    {
        Lifetime = TimeSpan.FromDays(1_000),
        CheckInterval = TimeSpan.FromDays(1),
        OnRenewed = _renewed.Add,
        OnFailed = _failed.Add,
        Time = _clock,
    });
}
