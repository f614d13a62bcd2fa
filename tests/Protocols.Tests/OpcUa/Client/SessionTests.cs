using Millwright.OpcUa.Client;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;
using Millwright.Protocols.Tests.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Client;

/// <summary>What a client demands of a server before it trusts it with a session and a password.</summary>
public class SessionTests
{
    private static readonly UserTokenPolicy Plain = new("plain", UserTokenType.UserName, null, null, SecurityPolicy.None.Uri);
    private static readonly UserTokenPolicy Sealed = new("sealed", UserTokenType.UserName, null, null, SecurityPolicy.Basic256Sha256.Uri);

    [Fact]
    public async Task A_session_is_created_and_the_servers_nature_read()
    {
        await using var server = new ScriptedServer { ItemsPerCall = 77 };
        await using var client = new OpcUaClient(server.Options());
        Assert.Equal(ClientState.Stopped, client.State);
        await client.ConnectAsync();
        Assert.Equal((ClientState.Connected, 77, 1000), (client.State, client.Limits!.MonitoredItemsPerCall, client.Limits.NodesPerRead));
        Assert.Equal(2, client.Namespaces.IndexOf("urn:b"));
        Assert.Contains("opc.tcp://elsewhere:4840", client.AddressNote, StringComparison.Ordinal);
        Assert.Equal(3.0, (await client.ReadValueAsync(new NodeId(1, 3u))).Value.AsDouble());
    }

    [Fact]
    public async Task Reading_into_a_buffer_costs_no_object_a_value()
    {
        await using var server = new ScriptedServer();
        await using var client = new OpcUaClient(server.Options());
        await client.ConnectAsync();
        var nodes = Enumerable.Range(0, 2500).Select(i => new ReadValueId(new NodeId(1, (uint)i), AttributeId.Value, null, default)).ToList();
        var values = new DataValue[2500];
        await client.ReadAsync(nodes, values);
        Assert.Equal(Enumerable.Range(0, 2500).Select(i => (double)i), values.Select(v => v.Value.AsDouble()));
        Assert.Equal(3 + 2, server.Count(ReadRequest.EncodingId));
    }

    [Fact]
    public async Task A_server_that_cannot_prove_its_certificate_gets_no_user()
    {
        await using var server = Secured(SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign);
        server.ForgesSignature = true;
        await using var client = new OpcUaClient(server.Options() with { Policy = null });
        var refused = await Assert.ThrowsAsync<UaException>(() => client.ConnectAsync());
        Assert.Equal<StatusCode>(StatusCodes.BadApplicationSignatureInvalid, refused.Status);
        Assert.Null(server.LastActivation);
    }

    [Fact]
    public async Task A_stronger_endpoint_that_somebody_hid_is_noticed()
    {
        await using var server = Secured(SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign);
        server.EndpointsInside = [.. server.Endpoints, server.Endpoint(SecurityPolicy.Aes256Sha256RsaPss, MessageSecurityMode.SignAndEncrypt)];
        await using var client = new OpcUaClient(server.Options() with { Policy = null });
        var refused = await Assert.ThrowsAsync<UaException>(() => client.ConnectAsync());
        Assert.Equal<StatusCode>(StatusCodes.BadSecurityChecksFailed, refused.Status);
        Assert.Null(server.LastActivation);
    }

    [Fact]
    public async Task An_untrusted_server_is_not_connected_to()
    {
        await using var server = Secured(SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign);
        await using var client = new OpcUaClient(server.Options() with { Policy = null, Guard = new TrustAll { Refuses = true } });
        var refused = await Assert.ThrowsAsync<UaException>(() => client.ConnectAsync());
        Assert.Equal<StatusCode>(StatusCodes.BadCertificateUntrusted, refused.Status);
        Assert.Equal(0, server.Count(CreateSessionRequest.EncodingId));
    }

    [Fact]
    public async Task Without_being_told_to_no_channel_without_security_is_used()
    {
        await using var server = new ScriptedServer();
        await using var client = new OpcUaClient(server.Options() with { Policy = null });
        var refused = await Assert.ThrowsAsync<UaException>(() => client.ConnectAsync());
        Assert.Equal<StatusCode>(StatusCodes.BadSecurityPolicyRejected, refused.Status);
        Assert.Contains("it offers None None", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Count(CreateSessionRequest.EncodingId));
    }

    [Fact]
    public async Task A_password_never_travels_in_the_clear()
    {
        await using var server = new ScriptedServer();
        server.Endpoints = [server.Endpoint(SecurityPolicy.None, MessageSecurityMode.None, Plain)];
        var options = server.Options() with { User = UserIdentity.Password("operator", "secret") };
        await using (var client = new OpcUaClient(options))
            Assert.Equal<StatusCode>(StatusCodes.BadSecurityModeInsufficient, (await Assert.ThrowsAsync<UaException>(() => client.ConnectAsync())).Status);
        Assert.Null(server.LastActivation);
        await using (var client = new OpcUaClient(options with { AllowPlainPassword = true }))
            await client.ConnectAsync();
        Assert.Equal("secret"u8, Token<UserNameIdentityToken>(server).Password!);
    }

    [Fact]
    public async Task A_password_over_a_plain_channel_is_sealed_for_a_trusted_server_alone()
    {
        await using var server = new ScriptedServer();
        server.Endpoints = [server.Endpoint(SecurityPolicy.None, MessageSecurityMode.None, Plain, Sealed)];
        var options = server.Options() with { User = UserIdentity.Password("operator", "secret") };
        await using (var client = new OpcUaClient(options with { Guard = new TrustAll { Refuses = true } }))
            Assert.Equal<StatusCode>(StatusCodes.BadCertificateUntrusted, (await Assert.ThrowsAsync<UaException>(() => client.ConnectAsync())).Status);
        Assert.Null(server.LastActivation);
        await using (var client = new OpcUaClient(options))
            await client.ConnectAsync();
        var token = Token<UserNameIdentityToken>(server);
        Assert.Equal(("sealed", "operator", SecurityAlgorithms.RsaOaep), (token.PolicyId, token.UserName, token.EncryptionAlgorithm));
        Assert.Equal("secret"u8, TokenSecret.Decrypt(SecurityPolicy.Basic256Sha256, server.Identity.PrivateKey, token.Password, server.ServerNonce)!);
    }

    [Fact]
    public async Task An_issued_token_is_sealed_like_a_password()
    {
        await using var server = Secured(SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign, new UserTokenPolicy("jwt", UserTokenType.IssuedToken, null, null, null));
        await using var client = new OpcUaClient(server.Options() with { Policy = null, User = UserIdentity.IssuedToken("a.b.c"u8) });
        await client.ConnectAsync();
        var token = Token<IssuedIdentityToken>(server);
        Assert.Equal("a.b.c"u8, TokenSecret.Decrypt(SecurityPolicy.Basic256Sha256, server.Identity.PrivateKey, token.TokenData, server.ServerNonce)!);
    }

    [Fact]
    public async Task A_user_certificate_signs_the_servers_certificate_and_nonce()
    {
        await using var server = Secured(SecurityPolicy.Basic256Sha256, MessageSecurityMode.Sign, new UserTokenPolicy("x", UserTokenType.Certificate, null, null, null));
        await using var client = new OpcUaClient(server.Options() with { Policy = null, User = UserIdentity.X509(TestCertificates.User) });
        await client.ConnectAsync();
        Assert.Equal(TestCertificates.User.RawData, Token<X509IdentityToken>(server).CertificateData);
        using var key = System.Security.Cryptography.X509Certificates.RSACertificateExtensions.GetRSAPublicKey(TestCertificates.User)!;
        Assert.True(ProofOfPossession.Verify(SecurityPolicy.Basic256Sha256, key, server.Identity.Leaf, server.ServerNonce, server.LastActivation!.UserTokenSignature.Signature));
    }

    [Fact]
    public async Task Nobody_is_no_stand_in_for_somebody()
    {
        await using var server = new ScriptedServer();
        server.Endpoints = [server.Endpoint(SecurityPolicy.None, MessageSecurityMode.None, new UserTokenPolicy("a", UserTokenType.Anonymous, null, null, null))];
        await using var client = new OpcUaClient(server.Options() with { User = UserIdentity.Password("operator", "secret") });
        var refused = await Assert.ThrowsAsync<UaException>(() => client.ConnectAsync());
        Assert.Equal<StatusCode>(StatusCodes.BadIdentityTokenRejected, refused.Status);
        Assert.Contains("it takes Anonymous", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_not_connected_a_request_fails_at_once_with_the_cause()
    {
        await using var server = new ScriptedServer();
        await using var client = new OpcUaClient(server.Options() with { EndpointUrls = ["opc.tcp://localhost:1"] });
        client.Start();
        await ChannelBench.UntilAsync(() => client.LastFailure is not null);
        var failed = await Assert.ThrowsAsync<UaException>(async () => await client.ReadValueAsync(new NodeId(2258)));
        Assert.Equal<StatusCode>(StatusCodes.BadNotConnected, failed.Status);
        Assert.Contains("localhost:1", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polling_gives_changes_only()
    {
        await using var server = new ScriptedServer();
        await using var client = new OpcUaClient(server.Options());
        await client.ConnectAsync();
        var sink = new CollectingSink();
        using var stop = new CancellationTokenSource();
        var polling = client.PollAsync([new MonitoredItemRequest(1, new NodeId(1, 7u)), new MonitoredItemRequest(2, new NodeId(1, 8u))], TimeSpan.FromMilliseconds(5), sink, stop.Token);
        await ChannelBench.UntilAsync(() => server.Count(ReadRequest.EncodingId) > 6);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => polling);
        Assert.Equal([7.0, 8.0], sink.Values);
    }

    private static ScriptedServer Secured(SecurityPolicy policy, MessageSecurityMode mode, params UserTokenPolicy[] tokens)
    {
        var server = new ScriptedServer();
        server.Endpoints = [server.Endpoint(policy, mode, tokens)];
        return server;
    }

    private static T Token<T>(ScriptedServer server)
        where T : IUaMessage<T>
    {
        var token = server.LastActivation!.UserIdentityToken;
        Assert.Equal(new NodeId(T.EncodingId), token.TypeId);
        var reader = new UaReader(token.Body.Span);
        return T.Decode(ref reader);
    }
}
