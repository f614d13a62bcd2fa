using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.Drivers;
using Millwright.Drivers.OpcUa;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.NamespaceZero;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Product.Tests.Drivers;

/// <summary>What people get wrong with an OPC UA connection, through the real driver against a real server: a status code, and a sentence that says what to do.</summary>
public sealed class OpcUaBadInputTests : IAsyncDisposable
{
    private const string ServerUri = "urn:bad-input:server";
    private const string ClientUri = "urn:bad-input:client";
    private const string ClientOnly = "1.3.6.1.5.5.7.3.2";
    private const string ServerOnly = "1.3.6.1.5.5.7.3.1";

    private static readonly Lazy<RSA> Key = new(() => RSA.Create(2048));
    private static readonly Lazy<X509Certificate2> Authority = new(CreateAuthority);

    private readonly string _folder = Directory.CreateTempSubdirectory("opcua-bad-input-").FullName;
    private readonly UaAddressSpace _space = StandardAddressSpace.Create("urn:bad-input");
    private readonly RecordingOutput _output = new();
    private readonly CertificateStore _here;
    private readonly CertificateStore _there;
    private OpcUaServer? _server;

    public OpcUaBadInputTests()
    {
        _here = new(Path.Combine(_folder, "here"), TimeProvider.System);
        _there = new(Path.Combine(_folder, "there"), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _space.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("untrusted", "BadCertificateUntrusted", "then trust it here: millwright pki trust")]
    [InlineData("expired", "BadCertificateTimeInvalid", "Renew it on the other side")]
    [InlineData("ahead", "BadCertificateTimeInvalid", "Compare the clocks of both sides")]
    [InlineData("other host", "BadCertificateHostNameInvalid", "Connect by one of those names")]
    [InlineData("other use", "BadCertificateUseNotAllowed", "It needs an application certificate with that extended key usage")]
    [InlineData("revoked", "BadCertificateRevoked", "It needs a new certificate")]
    public async Task A_server_that_cannot_be_taken_at_its_certificate(string what, string status, string remedy)
    {
        var certificate = Spoiled(what, ServerUri, ClientOnly);
        Introduce(_here, certificate, what);
        var own = Certificate("Client", ClientUri);
        _there.AddTrusted(own);
        var fault = await FaultAsync(certificate, own);
        Assert.Contains("the server's certificate is not accepted here", fault.Problem, StringComparison.Ordinal);
        Says(fault, status, remedy);
    }

    [Theory]
    [InlineData("untrusted", "BadSecurityChecksFailed", "trust this client at the server", "trust it here: move it from rejected/ to trusted/")]
    [InlineData("expired", "BadCertificateTimeInvalid", "a new one is made, which the server has to trust", "which expired at")]
    [InlineData("ahead", "BadCertificateTimeInvalid", "compare the clocks of both sides", "Compare the clocks of both sides")]
    [InlineData("other use", "BadCertificateUseNotAllowed", "put a proper one in the place", "is not made for a client")]
    // A stranger learns no more than that checks failed (OPC 10000-4, 6.1.3).
    [InlineData("revoked", "BadSecurityChecksFailed", "trust this client at the server", "It needs a new certificate")]
    public async Task A_client_that_the_server_does_not_take_at_its_certificate_is_told_so_on_both_sides(string what, string status, string remedy, string there)
    {
        var server = Certificate("Server", ServerUri);
        _here.AddTrusted(server);
        var own = Spoiled(what, ClientUri, ServerOnly);
        Introduce(_there, own, what);
        var said = new List<string>();
        _there.Rejected += verdict => said.Add(verdict.Message);
        var fault = await FaultAsync(server, own);
        Says(fault, status, remedy);
        Assert.Contains(said, s => s.Contains(there, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password()
    {
        var fault = await FaultOfTrustedAsync(o => (o.User, o.Password) = ("anna", "wrong"));
        Says(fault, "BadUserAccessDenied", "check 'user' and 'password'");
    }

    [Fact]
    public async Task A_policy_that_the_server_does_not_offer()
    {
        var fault = await FaultOfTrustedAsync(o => o.Security = OpcUaSecurity.Aes256Sha256RsaPss);
        Says(fault, "BadSecurityPolicyRejected", "change 'security' and 'mode', or what the server offers");
    }

    [Fact]
    public async Task A_node_that_the_server_does_not_have_fails_its_tag_alone_and_a_value_of_another_type_is_not_written()
    {
        var source = TrustedSource(_ => { });
        await using var _ = source;
        using var stop = new CancellationTokenSource();
        await source.StartAsync(stop.Token);
        var running = source.RunAsync(_output, stop.Token);
        await _output.UntilAsync(said => said.Any(e => e.StartsWith("completed", StringComparison.Ordinal)) && said.Any(e => e.StartsWith("failed", StringComparison.Ordinal)));
        Assert.Contains($"failed #1 {new Quality((uint)StatusCodes.BadNodeIdUnknown)} the server has no node nsu=urn:bad-input;s=Speeed", _output.Events);
        Assert.Contains(_output.Samples, s => s.Tag == new TagHandle(0) && s.Quality.IsGood);
        var refused = await Assert.ThrowsAsync<SourceException>(() => ((ISourceWriter)source).WriteAsync(new TagHandle(0), TagValue.Of("fast"), stop.Token).AsTask());
        Says(refused.Fault, "BadTypeMismatch", "write a value that fits");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static void Says(SourceFault fault, string status, string remedy)
    {
        Assert.Contains(status, fault.Problem, StringComparison.Ordinal);
        Assert.Contains(remedy, $"{fault.Problem} {fault.Remedy}", StringComparison.Ordinal);
    }

    private static X509Certificate2 Spoiled(string what, string uri, string otherUse) => what switch
    {
        "expired" => Certificate("Spoiled", uri, fromDays: -400, toDays: -3),
        "ahead" => Certificate("Spoiled", uri, fromDays: 3, toDays: 400),
        "other host" => Certificate("Spoiled", uri, host: "press9"),
        "other use" => Certificate("Spoiled", uri, use: otherUse),
        "revoked" => Certificate("Spoiled", uri, issuer: Authority.Value),
        _ => Certificate("Spoiled", uri),
    };

    /// <summary>Lets a store trust what is to be judged for another reason than who it is.</summary>
    private static void Introduce(CertificateStore store, X509Certificate2 certificate, string what)
    {
        if (what == "untrusted")
            return;
        store.AddTrusted(what == "revoked" ? Authority.Value : certificate);
        if (what != "revoked")
            return;
        var list = new CertificateRevocationListBuilder();
        list.AddEntry(certificate, TimeProvider.System.GetUtcNow().AddDays(-1));
        var now = TimeProvider.System.GetUtcNow();
        File.WriteAllBytes(
            Path.Combine(store.Folder, "trusted", "authority.crl"),
            list.Build(Authority.Value, 1, now.AddDays(30), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, now.AddDays(-1)));
    }

    private Task<SourceFault> FaultOfTrustedAsync(Action<OpcUaConnectionOptions> spoil) => FaultAsync(TrustedSource(spoil));

    private ISource TrustedSource(Action<OpcUaConnectionOptions> spoil)
    {
        var (server, own) = (Certificate("Server", ServerUri), Certificate("Client", ClientUri));
        _here.AddTrusted(server);
        _there.AddTrusted(own);
        return Source(server, own, spoil);
    }

    private Task<SourceFault> FaultAsync(X509Certificate2 server, X509Certificate2 own) => FaultAsync(Source(server, own, _ => { }));

    private static async Task<SourceFault> FaultAsync(ISource source)
    {
        await using (source)
            return (await Assert.ThrowsAsync<SourceException>(() => source.StartAsync(CancellationToken.None).AsTask())).Fault;
    }

    private ISource Source(X509Certificate2 server, X509Certificate2 own, Action<OpcUaConnectionOptions> spoil)
    {
        _here.SaveOwn(own);
        using (var edit = _space.Edit())
        {
            var settings = new VariableSettings { DataType = new NodeId((uint)BuiltInType.Double), ReferenceType = new NodeId(StandardIds.Organizes), Access = AccessLevel.ReadWrite };
            edit.AddVariable(new NodeId(StandardIds.ObjectsFolder), new NodeId(1, "Speed"), new QualifiedName(1, "Speed"), settings, 0);
        }
        _server = new OpcUaServer(_space, new()
        {
            ApplicationUri = ServerUri,
            Users = new()
            {
                AllowAnonymous = true,
                UserName = (name, password, _, _) => ValueTask.FromResult(password == "right" ? new UserIdentity(UserKind.UserName, name) : null),
            },
            Channels = new()
            {
                Identity = new ChannelIdentity(server),
                Guard = _there,
                Offered = [new OfferedSecurity(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt)],
            },
        });
        _server.Values.Set(0, new DataValue(new Variant(1.5), default, UaDateTime.From(TimeProvider.System.GetUtcNow())));
        var port = _server.Listen(new IPEndPoint(IPAddress.Loopback, 0)).Port;
        var options = new OpcUaConnectionOptions { Address = string.Create(CultureInfo.InvariantCulture, $"opc.tcp://localhost:{port}"), Pki = _here.Folder };
        spoil(options);
        return DriverList.All.Single(d => d.Name == "opc-ua").Create(new("machine", options, [Tag(0, "Speed"), Tag(1, "Speeed")], TimeProvider.System));
    }

    private static SourceTag Tag(int index, string node) =>
        new(new TagHandle(index), TagPath.Parse($"line/t{index}"), new OpcUaTagOptions { Node = $"nsu=urn:bad-input;s={node}" }, TimeSpan.FromMilliseconds(100));

    private static X509Certificate2 Certificate(
        string name, string uri, string host = "localhost", int fromDays = -1, int toDays = 365, string? use = null, X509Certificate2? issuer = null)
    {
        var request = new CertificateRequest($"CN={name}", Key.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(uri));
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.DataEncipherment, true));
        OidCollection uses = [];
        foreach (var one in use is null ? [ServerOnly, ClientOnly] : new[] { use })
            uses.Add(new Oid(one));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(uses, false));
        var now = TimeProvider.System.GetUtcNow();
        if (issuer is null)
            return request.CreateSelfSigned(now.AddDays(fromDays), now.AddDays(toDays));
        using var bare = request.Create(issuer, now.AddDays(fromDays), now.AddDays(toDays), RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(Key.Value);
    }

    private static X509Certificate2 CreateAuthority()
    {
        var request = new CertificateRequest("CN=Plant authority", RSA.Create(2048), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-10), now.AddDays(1000));
    }
}
