using System.Security.Cryptography.X509Certificates;
using Millwright.Fakes;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Pki;

public sealed class CertificateStoreTests : IDisposable
{
    private static readonly CertificateExpectations Expected = new() { Role = PeerRole.Client, Peer = "10.0.0.1:50000" };

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pki-{Guid.NewGuid():N}");
    private readonly CertificateStore _store;

    public CertificateStoreTests() => _store = new CertificateStore(_folder, new ManualClock());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_own_certificate_is_made_once_and_its_key_is_for_the_owner_alone()
    {
        var request = new ApplicationCertificateRequest { CommonName = "Millwright", ApplicationUri = "urn:acme:berlin:millwright", DnsNames = ["edge1"] };
        using var made = _store.LoadOrCreateOwn(request);
        using var loaded = new CertificateStore(_folder, new ManualClock()).LoadOrCreateOwn(request);
        Assert.Equal(made.RawData, loaded.RawData);
        Assert.True(loaded.HasPrivateKey);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "own", "application.key.pem")));
        var names = CertificateNames.Of(loaded);
        Assert.Equal(("urn:acme:berlin:millwright", "edge1"), (names.ApplicationUri, names.DnsNames[0]));
    }

    [Fact]
    public async Task At_a_first_start_of_many_programs_on_one_folder_there_is_one_certificate()
    {
        var request = new ApplicationCertificateRequest { CommonName = "Millwright", ApplicationUri = "urn:acme:berlin:millwright" };
        var stores = Enumerable.Range(0, 6).Select(_ => new CertificateStore(_folder, new ManualClock())).ToArray();
        using var start = new Barrier(stores.Length);
        var made = await Task.WhenAll(stores.Select(store => Task.Factory.StartNew(() =>
        {
            start.SignalAndWait();
            using var own = store.LoadOrCreateOwn(request);
            return CertificateValidator.Fingerprint(own);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Single(made.Distinct());
        using var kept = _store.LoadOwn();
        Assert.Equal(made[0], CertificateValidator.Fingerprint(kept!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Renewal_keeps_the_names_and_keeps_or_changes_the_key(bool keepKey)
    {
        using var renewed = ApplicationCertificate.Renew(TestCertificates.Server, TimeSpan.FromDays(10), keepKey, new ManualClock());
        Assert.Equal(CertificateNames.Of(TestCertificates.Server).DnsNames, CertificateNames.Of(renewed).DnsNames);
        Assert.Equal(TestCertificates.Server.Subject, renewed.Subject);
        Assert.Equal(keepKey, renewed.GetPublicKeyString() == TestCertificates.Server.GetPublicKeyString());
        Assert.Equal(TestCertificates.Now.AddDays(10).UtcDateTime, renewed.NotAfter.ToUniversalTime());
        Assert.True(CertificateValidator.Judge(renewed.RawData, new TrustList { Trusted = [renewed] }, Expected, TestCertificates.Now).IsTrusted);
    }

    [Fact]
    public void A_stranger_is_kept_with_the_reason_until_a_person_trusts_it()
    {
        var told = new List<CertificateVerdict>();
        _store.Rejected += told.Add;
        var verdict = _store.Judge(TestCertificates.Client.RawData, Expected);
        Assert.Equal<StatusCode>(StatusCodes.BadCertificateUntrusted, verdict.Status);
        Assert.Contains(Path.Combine(_folder, "rejected"), verdict.Message, StringComparison.Ordinal);
        Assert.Equal(verdict, Assert.Single(told));
        var rejected = Assert.Single(_store.ListRejected());
        Assert.Equal(verdict.Fingerprint, rejected.Fingerprint);
        Assert.Contains("not trusted", rejected.Reason, StringComparison.Ordinal);

        Assert.False(_store.TrustRejected("../" + verdict.Fingerprint));
        Assert.False(_store.TrustRejected("0000"));
        Assert.True(_store.TrustRejected(verdict.Fingerprint[..12]));
        Assert.Empty(_store.ListRejected());
        Assert.True(_store.Judge(TestCertificates.Client.RawData, Expected).IsTrusted);
    }

    [Fact]
    public void Trust_that_is_taken_away_is_gone_at_once_whatever_the_file_was_called()
    {
        var path = Path.Combine(_folder, "trusted", "client.pem");
        File.WriteAllText(path, TestCertificates.Client.ExportCertificatePem());
        var fingerprint = CertificateValidator.Fingerprint(TestCertificates.Client);
        Assert.False(_store.Distrust(CertificateValidator.Fingerprint(TestCertificates.Server), "not meant"));
        Assert.True(_store.Distrust(fingerprint.ToLowerInvariant(), "ada took it away"));
        Assert.False(File.Exists(path));
        Assert.Equal((fingerprint, "ada took it away"), (_store.ListRejected()[0].Fingerprint, _store.ListRejected()[0].Reason.Trim()));
        Assert.False(_store.Judge(TestCertificates.Client.RawData, Expected).IsTrusted);
    }

    [Fact]
    public void Files_that_are_put_into_the_folder_count_at_once()
    {
        Assert.False(_store.Judge(TestCertificates.Client.RawData, Expected).IsTrusted);
        Directory.CreateDirectory(Path.Combine(_folder, "trusted", "certs"));
        var path = Path.Combine(_folder, "trusted", "certs", "client.pem");
        File.WriteAllText(path, TestCertificates.Client.ExportCertificatePem());
        Assert.True(_store.Judge(TestCertificates.Client.RawData, Expected).IsTrusted);
        File.Delete(path);
        Assert.False(_store.Judge(TestCertificates.Client.RawData, Expected).IsTrusted);
    }

    [Fact]
    public void An_authority_and_its_revocation_list_work_from_files()
    {
        var leaf = TestCertificates.Issue(TestCertificates.Authority);
        _store.AddTrusted(TestCertificates.Authority);
        Assert.Equal<StatusCode>(StatusCodes.BadCertificateRevocationUnknown, _store.Judge(leaf.RawData, Expected).Status);
        var list = new CertificateRevocationListBuilder();
        list.AddEntry(leaf, TestCertificates.Now);
        var bytes = list.Build(
            TestCertificates.Authority, 1, TestCertificates.Now.AddDays(1), System.Security.Cryptography.HashAlgorithmName.SHA256,
            System.Security.Cryptography.RSASignaturePadding.Pkcs1, TestCertificates.Now.AddDays(-1));
        File.WriteAllBytes(Path.Combine(_folder, "trusted", "authority.crl"), bytes);
        Assert.Equal<StatusCode>(StatusCodes.BadCertificateRevoked, _store.Judge(leaf.RawData, Expected).Status);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named_and_the_others_count()
    {
        File.WriteAllText(Path.Combine(_folder, "trusted", "broken.der"), "nonsense");
        _store.AddTrusted(TestCertificates.Client);
        Assert.True(_store.Judge(TestCertificates.Client.RawData, Expected).IsTrusted);
        Assert.Contains("broken.der", Assert.Single(_store.Trust.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Strangers_cannot_fill_the_disk()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        for (var i = 0; i < CertificateStore.MaxRejected + 5; i++)
        {
            var request = new CertificateRequest($"CN=Stranger {i}", key, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
            using var stranger = request.CreateSelfSigned(TestCertificates.Now, TestCertificates.Now.AddDays(1));
            _store.Judge(stranger.RawData, Expected);
        }
        Assert.Equal(CertificateStore.MaxRejected, _store.ListRejected().Count);
        Assert.Equal(2 * CertificateStore.MaxRejected, Directory.GetFiles(Path.Combine(_folder, "rejected")).Length);
    }
}
