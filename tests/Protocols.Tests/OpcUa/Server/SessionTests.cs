using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;
using Millwright.Protocols.Tests.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Server;

public class SessionTests
{
    [Theory]
    [MemberData(nameof(SecureChannelTests.Securities), MemberType = typeof(SecureChannelTests))]
    public async Task A_session_works_with_every_policy_and_mode(string policy, MessageSecurityMode mode)
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync(policy, mode);
        Assert.Equal(12.5, (await session.ReadAsync("ns=1;s=Press.Speed")).Value.AsDouble());
        Assert.Equal(1, bench.Server.Sessions);
        await session.AskAsync(new CloseSessionRequest(true));
        Assert.Equal(0, bench.Server.Sessions);
    }

    [Theory]
    [InlineData("None", MessageSecurityMode.None)]
    [InlineData("Basic256Sha256", MessageSecurityMode.Sign)]
    [InlineData("Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt)]
    public async Task A_user_comes_in_with_the_right_password_only(string policy, MessageSecurityMode mode)
    {
        await using var bench = new ServerBench(o => o with { Users = new UserVerifiers { UserName = OnlyAnna } });
        var session = new TestSession(await bench.OpenAsync(policy, mode));
        await session.CreateAsync();
        await RefusedAsync(StatusCodes.BadUserAccessDenied, () => session.ActivateAsync(UserName(session, "anna", "wrong")));
        await RefusedAsync(StatusCodes.BadIdentityTokenRejected, () => session.ActivateAsync());
        await session.ActivateAsync(UserName(session, "anna", "secret"));
        Assert.True((await session.ReadAsync("i=2258")).Status.IsGood);
        Assert.Equal(StatusCodes.Good, await session.WriteAsync("ns=1;s=Press.Speed", new Variant(1.0)));
        Assert.Equal("anna", bench.Product.Written.Single().Caller.User.Name);
    }

    [Fact]
    public async Task A_password_of_an_earlier_nonce_or_without_encryption_is_refused()
    {
        await using var bench = new ServerBench(o => o with { Users = new UserVerifiers { UserName = OnlyAnna } });
        var session = new TestSession(await bench.OpenAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt));
        await session.CreateAsync();
        var recorded = UserName(session, "anna", "secret");
        await session.ActivateAsync(recorded);
        await RefusedAsync(StatusCodes.BadIdentityTokenInvalid, () => session.ActivateAsync(recorded));
        var plain = new UserNameIdentityToken("username", "anna", "secret"u8.ToArray(), null).ToExtensionObject();
        await RefusedAsync(StatusCodes.BadIdentityTokenInvalid, () => session.ActivateAsync(plain));
    }

    [Fact]
    public async Task A_user_certificate_needs_the_proof_of_its_key()
    {
        await using var bench = new ServerBench(o => o with
        {
            Users = new UserVerifiers { Certificate = (certificate, _) => ValueTask.FromResult<UserIdentity?>(new UserIdentity(UserKind.Certificate, certificate.Subject)) },
        });
        var session = new TestSession(await bench.OpenAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt));
        await session.CreateAsync();
        var token = new X509IdentityToken("certificate", TestCertificates.User.RawData).ToExtensionObject();
        await RefusedAsync(StatusCodes.BadUserSignatureInvalid, () => session.ActivateAsync(token, Proof(session, TestCertificates.Client)));
        await session.ActivateAsync(token, Proof(session, TestCertificates.User));
    }

    [Fact]
    public async Task An_issued_token_reaches_the_verifier_decrypted()
    {
        await using var bench = new ServerBench(o => o with
        {
            Users = new UserVerifiers { IssuedToken = (token, _) => ValueTask.FromResult(token == "a.b.c" ? new UserIdentity(UserKind.IssuedToken, "bob") : null) },
        });
        var session = new TestSession(await bench.OpenAsync("Aes128_Sha256_RsaOaep", MessageSecurityMode.SignAndEncrypt));
        await session.CreateAsync();
        var data = TokenSecret.Encrypt(session.Channel.Policy, session.Channel.ServerCertificate!.PublicKey, "a.b.c"u8, session.ServerNonce);
        await session.ActivateAsync(new IssuedIdentityToken("issued-token", data, session.Channel.Policy.EncryptionUri).ToExtensionObject());
    }

    [Fact]
    public async Task A_session_moves_to_another_channel_of_its_client_and_no_other()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt);
        var first = session.Channel;
        var stranger = new TestSession(await bench.OpenAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt, new ChannelIdentity(TestCertificates.User))) { Token = session.Token };
        await RefusedAsync(StatusCodes.BadSecureChannelIdInvalid, () => stranger.ReadAsync("i=2258"));
        await RefusedAsync(StatusCodes.BadSecurityChecksFailed, () => stranger.ActivateAsync());
        session.Channel = await bench.OpenAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt);
        await session.ActivateAsync();
        Assert.True((await session.ReadAsync("i=2258")).Status.IsGood);
        session.Channel = first;
        await RefusedAsync(StatusCodes.BadSecureChannelIdInvalid, () => session.ReadAsync("i=2258"));
    }

    [Fact]
    public async Task Without_the_clients_signature_no_session_is_activated()
    {
        await using var bench = new ServerBench();
        var session = new TestSession(await bench.OpenAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt));
        await session.CreateAsync();
        await RefusedAsync(StatusCodes.BadApplicationSignatureInvalid, () => session.ActivateAsync(signature: new byte[256]));
    }

    [Fact]
    public async Task The_name_the_client_gives_itself_must_be_in_its_certificate()
    {
        await using var bench = new ServerBench();
        var session = new TestSession(await bench.OpenAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt));
        await RefusedAsync(StatusCodes.BadCertificateUriInvalid, () => session.CreateAsync(clientUri: "urn:somebody:else"));
        await RefusedAsync(StatusCodes.BadNonceInvalid, () => session.CreateAsync(nonce: new byte[31]));
    }

    [Fact]
    public async Task A_silent_session_ends_and_its_token_with_it()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        bench.Advance(30_000);
        Assert.True((await session.ReadAsync("i=2258")).Status.IsGood);
        bench.Advance(59_000);
        Assert.Equal(1, bench.Server.Sessions);
        bench.Advance(3_000);
        Assert.Equal(0, bench.Server.Sessions);
        await RefusedAsync(StatusCodes.BadSessionIdInvalid, () => session.ReadAsync("i=2258"));
    }

    [Fact]
    public async Task A_session_that_is_used_before_its_activation_is_closed()
    {
        await using var bench = new ServerBench();
        var session = new TestSession(await bench.OpenAsync());
        await session.CreateAsync();
        await RefusedAsync(StatusCodes.BadSessionNotActivated, () => session.ReadAsync("i=2258"));
        await RefusedAsync(StatusCodes.BadSessionIdInvalid, () => session.ActivateAsync());
    }

    [Fact]
    public async Task Sessions_nobody_activates_make_room_and_activated_ones_do_not()
    {
        await using var bench = new ServerBench(o => o with { Limits = new ServerLimits { MaxSessions = 2 } });
        var used = await bench.ConnectAsync();
        var idle = new TestSession(await bench.OpenAsync());
        await idle.CreateAsync();
        await bench.ConnectAsync();
        await RefusedAsync(StatusCodes.BadSessionIdInvalid, () => idle.ActivateAsync());
        var third = new TestSession(await bench.OpenAsync());
        await RefusedAsync(StatusCodes.BadTooManySessions, () => third.CreateAsync());
        Assert.True((await used.ReadAsync("i=2258")).Status.IsGood);
    }

    [Fact]
    public async Task A_channel_for_discovery_gets_endpoints_and_no_session()
    {
        await using var bench = new ServerBench(o => o with { Channels = o.Channels with { Offered = [new OfferedSecurity(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt)] } });
        var client = new TestSession(await bench.OpenAsync());
        var endpoint = Assert.Single((await client.AskAsync(new GetEndpointsRequest("opc.tcp://somewhere:1", [], []))).Endpoints);
        Assert.Equal((SecurityPolicy.Basic256Sha256.Uri, MessageSecurityMode.SignAndEncrypt, "opc.tcp://somewhere:1"), (endpoint.SecurityPolicyUri, endpoint.SecurityMode, endpoint.EndpointUrl));
        Assert.Equal(TestCertificates.Server.RawData, endpoint.ServerCertificate);
        Assert.Equal(TestCertificates.ServerUri, Assert.Single((await client.AskAsync(new FindServersRequest(null, [], []))).Servers).ApplicationUri);
        Assert.Empty((await client.AskAsync(new FindServersRequest(null, [], ["urn:other"]))).Servers);
        await RefusedAsync(StatusCodes.BadSecurityModeRejected, () => client.CreateAsync());
    }

    [Fact]
    public async Task A_service_nobody_knows_and_a_request_cut_short_are_answered_with_faults()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync();
        await RefusedAsync(StatusCodes.BadServiceUnsupported, () => session.AskAsync(new AddNodesRequest([])));
        await RefusedAsync(StatusCodes.BadDecodingError, () => session.AskAsync<ReadResponse>(writer =>
        {
            writer.WriteRequest(session.Header(), new ReadRequest(0, TimestampsToReturn.Both, [new ReadValueId(new NodeId(2258), AttributeId.Value, null, default)]));
            writer.Truncate(writer.Length - 3);
        }));
        Assert.True((await session.ReadAsync("i=2258")).Status.IsGood);
    }

    internal static async Task RefusedAsync(StatusCodes expected, Func<Task> action) =>
        Assert.Equal((StatusCode)expected, (await Assert.ThrowsAsync<UaException>(action)).Status);

    private static ValueTask<UserIdentity?> OnlyAnna(string name, string password, string peer, CancellationToken cancellation) =>
        ValueTask.FromResult(name == "anna" && password == "secret" ? new UserIdentity(UserKind.UserName, name) : null);

    // On a channel without security the endpoint names the policy that hides the password.
    private static ExtensionObject UserName(TestSession session, string name, string password)
    {
        var policy = session.Channel.Policy.IsNone ? SecurityPolicy.Basic256Sha256 : session.Channel.Policy;
        using var server = RemoteCertificate.Parse(TestCertificates.Server.RawData);
        var secret = TokenSecret.Encrypt(policy, server.PublicKey, System.Text.Encoding.UTF8.GetBytes(password), session.ServerNonce);
        return new UserNameIdentityToken("username", name, secret, policy.EncryptionUri).ToExtensionObject();
    }

    private static SignatureData Proof(TestSession session, X509Certificate2 by)
    {
        using var key = by.GetRSAPrivateKey()!;
        return new SignatureData(session.Channel.Policy.SignatureUri, ProofOfPossession.Sign(session.Channel.Policy, key, session.Channel.ServerCertificate!.Leaf, session.ServerNonce));
    }
}
