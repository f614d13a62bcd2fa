using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.Fakes;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Pki;

public class CertificateValidatorTests
{
    private static readonly CertificateExpectations ClientExpected = new() { Role = PeerRole.Client, Peer = "10.0.0.1:50000" };
    private static readonly CertificateExpectations ServerExpected = new() { Role = PeerRole.Server, Peer = "opc.tcp://press3:4840" };

    [Fact]
    public void A_trusted_self_signed_certificate_is_good()
    {
        var verdict = Judge(TestCertificates.Server, Trusting(TestCertificates.Server), ServerExpected with { HostName = "press3", ApplicationUri = TestCertificates.ServerUri });
        Assert.True(verdict.IsTrusted, verdict.Message);
        Assert.Equal("", verdict.Message);
        Assert.Equal(64, verdict.Fingerprint.Length);
    }

    [Fact]
    public void A_stranger_is_untrusted_and_the_sentence_says_whose_move_it_is()
    {
        var verdict = Judge(TestCertificates.Client, new TrustList(), ClientExpected);
        Assert.Equal<StatusCode>(StatusCodes.BadCertificateUntrusted, verdict.Status);
        Assert.Equal<StatusCode>(StatusCodes.BadSecurityChecksFailed, verdict.StatusForPeer);
        Assert.Contains("The client 10.0.0.1:50000", verdict.Message, StringComparison.Ordinal);
        Assert.Contains(verdict.Fingerprint, verdict.Message, StringComparison.Ordinal);
        Assert.Contains("trust it here", verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Issuer_and_serial_number_of_a_trusted_certificate_make_no_twin_trusted()
    {
        var twin = TestCertificates.Issue(TestCertificates.Authority, serial: [1, 2, 3]);
        var trusted = TestCertificates.Issue(TestCertificates.Authority, serial: [1, 2, 3]);
        var trust = Trusting(trusted) with { Issuers = [TestCertificates.Authority], Revocations = [TestCertificates.Revoke(TestCertificates.Authority, TestCertificates.Now.AddDays(1))] };
        Assert.True(Judge(trusted, trust, ClientExpected).IsTrusted);
        Refused(StatusCodes.BadCertificateUntrusted, Judge(twin, trust, ClientExpected));
    }

    [Fact]
    public void A_certificate_with_a_changed_byte_is_invalid()
    {
        var bytes = TestCertificates.Server.RawData;
        bytes[^20] ^= 1;
        Refused(StatusCodes.BadCertificateInvalid, CertificateValidator.Judge(bytes, Trusting(TestCertificates.Server), ServerExpected, TestCertificates.Now));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(700)]
    public void Bytes_that_are_no_certificate_are_invalid(int length)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        Refused(StatusCodes.BadCertificateInvalid, CertificateValidator.Judge(bytes, new TrustList(), ServerExpected, TestCertificates.Now));
    }

    [Fact]
    public void A_signature_algorithm_with_parameters_of_another_is_invalid()
    {
        // RSASSA-PSS (…1.1.10) with the NULL that belongs to PKCS #1 (…1.1.11): found by fuzzing.
        var bytes = TestCertificates.Server.RawData.ToArray();
        byte[] pkcs1 = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B, 0x05, 0x00];
        for (var at = bytes.AsSpan().IndexOf(pkcs1); at >= 0; at = bytes.AsSpan().IndexOf(pkcs1))
            bytes[at + 8] = 0x0A;
        Refused(StatusCodes.BadCertificateInvalid, CertificateValidator.Judge(bytes, Trusting(TestCertificates.Server), ServerExpected, TestCertificates.Now));
    }

    [Theory]
    [InlineData(-2, "valid only from")]
    [InlineData(6 * 365, "expired")]
    public void Outside_its_time_a_certificate_is_refused_with_both_clocks(int days, string said)
    {
        var verdict = CertificateValidator.Judge(TestCertificates.Server.RawData, Trusting(TestCertificates.Server), ServerExpected, TestCertificates.Now.AddDays(days));
        Refused(StatusCodes.BadCertificateTimeInvalid, verdict);
        Assert.Contains(said, verdict.Message, StringComparison.Ordinal);
        Assert.Equal(verdict.Status, verdict.StatusForPeer);
    }

    [Fact]
    public void A_server_reached_by_another_name_is_refused_and_its_names_are_listed()
    {
        var verdict = Judge(TestCertificates.Server, Trusting(TestCertificates.Server), ServerExpected with { HostName = "press4" });
        Refused(StatusCodes.BadCertificateHostNameInvalid, verdict);
        Assert.Contains("localhost, press3, 127.0.0.1", verdict.Message, StringComparison.Ordinal);
        Assert.True(Judge(TestCertificates.Server, Trusting(TestCertificates.Server), ServerExpected with { HostName = "127.0.0.1" }).IsTrusted);
    }

    [Fact]
    public void Another_application_URI_than_the_peer_claims_is_refused() =>
        Refused(StatusCodes.BadCertificateUriInvalid, Judge(TestCertificates.Server, Trusting(TestCertificates.Server), ServerExpected with { ApplicationUri = "urn:other" }));

    [Fact]
    public void A_key_outside_the_policys_range_is_refused() =>
        Refused(StatusCodes.BadCertificatePolicyCheckFailed, Judge(TestCertificates.Server, Trusting(TestCertificates.Server), ServerExpected with { MinKeyBits = 3072 }));

    [Fact]
    public void A_certificate_without_an_RSA_key_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = new CertificateRequest("CN=Curve", key, HashAlgorithmName.SHA256).CreateSelfSigned(TestCertificates.Now, TestCertificates.Now.AddDays(1));
        Refused(StatusCodes.BadCertificatePolicyCheckFailed, Judge(certificate, Trusting(certificate), ServerExpected));
    }

    [Fact]
    public void A_signature_over_SHA1_is_refused()
    {
        // The framework signs nothing with SHA-1 any more: the two algorithm identifiers are changed instead.
        ReadOnlySpan<byte> withSha256 = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B];
        var bytes = TestCertificates.Server.RawData;
        for (var at = bytes.AsSpan().IndexOf(withSha256); at >= 0; at = bytes.AsSpan().IndexOf(withSha256))
            bytes[at + 8] = 5;
        var certificate = X509CertificateLoader.LoadCertificate(bytes);
        Refused(StatusCodes.BadCertificatePolicyCheckFailed, Judge(certificate, Trusting(certificate), ServerExpected));
    }

    [Fact]
    public void An_unknown_issuer_leaves_the_chain_incomplete()
    {
        var verdict = Judge(TestCertificates.Issue(TestCertificates.Authority), new TrustList(), ClientExpected);
        Refused(StatusCodes.BadCertificateChainIncomplete, verdict);
        Assert.Contains("issuers/", verdict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_issuer_of_the_same_name_that_did_not_sign_makes_it_invalid()
    {
        var impostor = TestCertificates.CreateAuthority(TestCertificates.Authority.Subject);
        Refused(StatusCodes.BadCertificateInvalid, Judge(TestCertificates.Issue(TestCertificates.Authority), Trusting(impostor), ClientExpected));
    }

    [Fact]
    public void A_trusted_authority_makes_what_it_signs_trusted_through_an_intermediate_one()
    {
        var middle = TestCertificates.CreateAuthority("CN=Middle", TestCertificates.Authority);
        var leaf = TestCertificates.Issue(middle);
        var trust = Trusting(TestCertificates.Authority) with
        {
            Revocations = [TestCertificates.Revoke(TestCertificates.Authority, TestCertificates.Now.AddDays(1)), TestCertificates.Revoke(middle, TestCertificates.Now.AddDays(1))],
        };
        byte[] sent = [.. leaf.RawData, .. middle.RawData];
        Assert.True(CertificateValidator.Judge(sent, trust, ClientExpected, TestCertificates.Now).IsTrusted);
        Refused(StatusCodes.BadCertificateChainIncomplete, Judge(leaf, trust, ClientExpected));
        Refused(
            StatusCodes.BadCertificateIssuerRevoked,
            CertificateValidator.Judge(sent, trust with { Revocations = [.. trust.Revocations, TestCertificates.Revoke(TestCertificates.Authority, TestCertificates.Now.AddDays(1), middle)] }, ClientExpected, TestCertificates.Now));
    }

    [Fact]
    public void A_chain_that_goes_in_a_circle_ends()
    {
        var one = TestCertificates.CreateAuthority("CN=One");
        var two = TestCertificates.CreateAuthority("CN=Two", one);
        // A second certificate for "One", signed by "Two": each is the other's issuer.
        using var key = one.GetRSAPrivateKey()!;
        var request = new CertificateRequest("CN=One", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var circle = request.Create(two, TestCertificates.Now.AddDays(-8), TestCertificates.Now.AddDays(800), [7]);
        byte[] sent = [.. TestCertificates.Issue(two).RawData, .. two.RawData, .. circle.RawData];
        Refused(StatusCodes.BadCertificateChainIncomplete, CertificateValidator.Judge(sent, new TrustList(), ClientExpected, TestCertificates.Now));
    }

    [Fact]
    public void More_certificates_than_a_chain_may_have_are_refused()
    {
        byte[] sent = [.. Enumerable.Repeat(TestCertificates.Server.RawData, 9).SelectMany(bytes => bytes)];
        Refused(StatusCodes.BadCertificateInvalid, CertificateValidator.Judge(sent, Trusting(TestCertificates.Server), ServerExpected, TestCertificates.Now));
    }

    [Fact]
    public void A_revoked_certificate_is_refused_and_a_missing_or_late_list_too()
    {
        var leaf = TestCertificates.Issue(TestCertificates.Authority);
        var trust = Trusting(TestCertificates.Authority);
        Refused(StatusCodes.BadCertificateRevocationUnknown, Judge(leaf, trust, ClientExpected));
        Assert.True(Judge(leaf, trust, ClientExpected with { RequireRevocationLists = false }).IsTrusted);
        Refused(StatusCodes.BadCertificateRevocationUnknown, Judge(leaf, trust with { Revocations = [TestCertificates.Revoke(TestCertificates.Authority, TestCertificates.Now.AddHours(-1))] }, ClientExpected));
        var revoked = trust with { Revocations = [TestCertificates.Revoke(TestCertificates.Authority, TestCertificates.Now.AddDays(1), leaf)] };
        Refused(StatusCodes.BadCertificateRevoked, Judge(leaf, revoked, ClientExpected with { RequireRevocationLists = false }));
    }

    [Fact]
    public void A_revocation_list_that_another_signed_counts_for_nothing()
    {
        var impostor = TestCertificates.CreateAuthority(TestCertificates.Authority.Subject);
        var leaf = TestCertificates.Issue(TestCertificates.Authority);
        var trust = Trusting(TestCertificates.Authority) with { Revocations = [TestCertificates.Revoke(impostor, TestCertificates.Now.AddDays(1), leaf)] };
        Assert.True(Judge(leaf, trust, ClientExpected with { RequireRevocationLists = false }).IsTrusted);
    }

    [Fact]
    public void Wrong_usage_is_refused()
    {
        var list = TestCertificates.Revoke(TestCertificates.Authority, TestCertificates.Now.AddDays(1));
        var trust = Trusting(TestCertificates.Authority) with { Revocations = [list] };
        var noSignature = TestCertificates.Issue(TestCertificates.Authority, r => r.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyAgreement, true)));
        Refused(StatusCodes.BadCertificateUseNotAllowed, Judge(noSignature, trust, ClientExpected));
        var serverOnly = TestCertificates.Issue(TestCertificates.Authority, r => r.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false)));
        Refused(StatusCodes.BadCertificateUseNotAllowed, Judge(serverOnly, trust, ClientExpected));
        Assert.True(Judge(serverOnly, trust, ServerExpected).IsTrusted);
    }

    [Fact]
    public void An_application_certificate_issues_no_others()
    {
        var leaf = TestCertificates.Issue(TestCertificates.Server);
        Refused(StatusCodes.BadCertificateIssuerUseNotAllowed, Judge(leaf, Trusting(TestCertificates.Server), ClientExpected));
    }

    private static TrustList Trusting(X509Certificate2 certificate) => new() { Trusted = [certificate] };

    private static CertificateVerdict Judge(X509Certificate2 certificate, TrustList trust, CertificateExpectations expected) =>
        CertificateValidator.Judge(certificate.RawData, trust, expected, new ManualClock().GetUtcNow());

    private static void Refused(StatusCodes status, CertificateVerdict verdict)
    {
        Assert.Equal<StatusCode>(status, verdict.Status);
        Assert.EndsWith(".", verdict.Message, StringComparison.Ordinal);
    }
}
