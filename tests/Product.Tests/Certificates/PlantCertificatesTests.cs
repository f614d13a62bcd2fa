using Millwright.Control.Audit;
using Millwright.Host.Certificates;
using Millwright.OpcUa.Pki;

namespace Millwright.Product.Tests.Certificates;

public sealed class PlantCertificatesTests : IDisposable
{
    private readonly CertificateBench _bench = new();

    private PlantCertificates Certificates => _bench.Certificates;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Looking_makes_nothing()
    {
        var list = Certificates.List();
        Assert.Null(list.Own);
        Assert.Empty(list.All);
        Assert.Empty(new ExpiryWatch(Certificates, _bench.Clock).Warnings);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_bench.Folder));
    }

    [Fact]
    public void The_own_certificate_is_made_at_first_need_and_names_plant_and_node()
    {
        using var own = Certificates.Own();
        var kept = Certificates.List().Own!;
        Assert.EndsWith(":millwright:acme:berlin", kept.ApplicationUri, StringComparison.Ordinal);
        Assert.Contains("localhost", kept.Hosts);
        Assert.Contains("127.0.0.1", kept.Hosts);
        Assert.Equal("CN=Millwright acme/berlin", kept.Subject);
        using var again = Certificates.Own();
        Assert.Equal(own.Thumbprint, again.Thumbprint);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_bench.Folder, "pki/opc-ua/own/application.key.pem")));
    }

    [Fact]
    public void A_rejected_certificate_is_trusted_by_the_beginning_of_its_fingerprint_and_rejected_again()
    {
        using var stranger = _bench.Stranger();
        CertificateBench.Knock(Certificates, stranger);
        var rejected = Assert.Single(Certificates.List().Rejected);
        Assert.Contains("10.0.0.7:50122", rejected.Reason, StringComparison.Ordinal);

        var grouped = rejected.GroupedFingerprint[..14];
        Assert.Equal(rejected.Fingerprint, Certificates.Trust(grouped, CertificateBench.Ada, _bench.Trail).Fingerprint);
        Assert.Equal(rejected.Fingerprint, Assert.Single(Certificates.List().Trusted).Fingerprint);
        Assert.Contains("trusted already", Assert.Throws<CertificateTroubleException>(() => Certificates.Trust(grouped, CertificateBench.Ada, _bench.Trail)).Message, StringComparison.Ordinal);

        Certificates.Reject(rejected.Fingerprint, CertificateBench.Ada, _bench.Trail);
        Assert.Empty(Certificates.List().Trusted);
        Assert.Equal("ada took the trust away.", Assert.Single(Certificates.List().Rejected).Reason);
        Certificates.Reject(rejected.Fingerprint, CertificateBench.Ada, _bench.Trail);
        Assert.Empty(Certificates.List().All);
        Assert.Equal(["certificate-forget", "certificate-reject", "certificate-trust"], _bench.Audit.Select(a => a.Split(' ')[1]));
        Assert.Equal("ada certificate-trust CN=Line Monitor done", _bench.Audit.Last());
    }

    [Fact]
    public void Without_an_audit_trail_nobody_is_trusted()
    {
        using var stranger = _bench.Stranger();
        CertificateBench.Knock(Certificates, stranger);
        _bench.Files.FailSync = true;
        Assert.Throws<AuditUnavailableException>(() => Certificates.Trust(CertificateValidator.Fingerprint(stranger), CertificateBench.Ada, _bench.Trail));
        Assert.Empty(Certificates.List().Trusted);
    }

    [Theory]
    [InlineData("12", "this is no fingerprint")]
    [InlineData("12345678", "no certificate has this fingerprint")]
    [InlineData("../../..", "no certificate has this fingerprint")]
    public void A_fingerprint_that_nobody_has_is_said(string fingerprint, string problem)
    {
        _bench.Certificates.Own().Dispose();
        var trouble = Assert.Throws<CertificateTroubleException>(() => Certificates.Trust(fingerprint, CertificateBench.Ada, _bench.Trail));
        Assert.Equal((true, problem), (trouble.IsUnknown, trouble.Problem));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Renewal_keeps_the_name_and_tells_those_who_use_it(bool newKey)
    {
        using var before = Certificates.Own();
        var told = 0;
        Certificates.Renewed += () => told++;
        _bench.Clock.Advance(TimeSpan.FromDays(100));
        var kept = Certificates.Renew(newKey, CertificateBench.Ada, _bench.Trail);
        using var after = Certificates.Own();
        Assert.Equal((1, before.NotAfter.AddDays(100)), (told, after.NotAfter));
        Assert.Equal(kept.Fingerprint, CertificateValidator.Fingerprint(after));
        Assert.Equal(newKey, before.GetPublicKeyString() != after.GetPublicKeyString());
        Assert.True(after.HasPrivateKey);
        Assert.Contains("the node's own", Assert.Throws<CertificateTroubleException>(() => Certificates.Reject(kept.Fingerprint, CertificateBench.Ada, _bench.Trail)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(31, null)]
    [InlineData(30, "ends in 30 days, on 2026-04-08")]
    [InlineData(1, "ends in 1 days, on 2026-03-10")]
    [InlineData(-1, "ended on 2026-03-08")]
    public void A_trusted_certificate_is_warned_of_30_days_before_its_end(int days, string? warning)
    {
        using var stranger = CertificateBench.Make("Line Monitor", 40, new Fakes.ManualClock(_bench.Clock.GetUtcNow() - TimeSpan.FromDays(40 - days)));
        Certificates.Store.AddTrusted(stranger);
        var found = new ExpiryWatch(Certificates, _bench.Clock).Warnings;
        if (warning is null)
            Assert.Empty(found);
        else
            Assert.Equal($"the OPC UA certificate of CN=Line Monitor, trusted here, {warning}", Assert.Single(found).Problem);
    }

    [Fact]
    public void The_own_certificate_is_warned_of_and_renewal_ends_the_warning()
    {
        var watch = new ExpiryWatch(Certificates, _bench.Clock);
        Certificates.Own().Dispose();
        Assert.Empty(watch.Warnings);
        _bench.Clock.Advance(TimeSpan.FromDays(5 * 365 - 10));
        Assert.StartsWith("this node's OPC UA certificate ends in 10 days", Assert.Single(watch.Warnings).Problem, StringComparison.Ordinal);
        Certificates.Renew(newKey: false, CertificateBench.Ada, _bench.Trail);
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(watch.Warnings);
    }

    [Fact]
    public void A_file_that_is_no_certificate_is_named_and_the_others_count()
    {
        using var stranger = _bench.Stranger();
        Certificates.Store.AddTrusted(stranger);
        File.WriteAllText(Path.Combine(Certificates.Store.Folder, "trusted", "broken.der"), "no certificate");
        var list = Certificates.List();
        Assert.Single(list.Trusted);
        Assert.Contains("broken.der", Assert.Single(list.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_key_is_said_and_not_replaced()
    {
        Certificates.Own().Dispose();
        var key = Path.Combine(_bench.Folder, "pki/opc-ua/own/application.key.pem");
        File.WriteAllText(key, "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n");
        Assert.Throws<CertificateTroubleException>(() => Certificates.Own());
        Assert.Contains("cannot be read", Assert.Single(new ExpiryWatch(Certificates, _bench.Clock).Warnings).Problem, StringComparison.Ordinal);
        Assert.Contains("nonsense", File.ReadAllText(key), StringComparison.Ordinal);
    }
}
