using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Server;

/// <summary>Certificates and trust, managed by an administrator over the network.</summary>
public sealed class PushManagementTests : IDisposable
{
    private const string Policy = "Basic256Sha256";

    private static readonly NodeId Configuration = new(12637);
    private static readonly NodeId Trust = new(12642);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pki-{Guid.NewGuid():N}");
    private readonly CertificateStore _store;
    private readonly List<X509Certificate2> _updated = [];

    public PushManagementTests()
    {
        _store = new CertificateStore(_folder, new Millwright.Fakes.ManualClock());
        _store.SaveOwn(TestCertificates.Server);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Only_an_administrator_on_an_encrypted_channel_may_do_anything()
    {
        await using var bench = Bench(isAdministrator: static caller => caller.Mode == MessageSecurityMode.SignAndEncrypt && caller.Peer.Length == 0);
        var (plain, signed, stranger) = (await bench.ConnectAsync(), await bench.ConnectAsync(Policy, MessageSecurityMode.Sign), await bench.ConnectAsync(Policy, MessageSecurityMode.SignAndEncrypt));
        (NodeId Object, uint Method, Variant[] Inputs)[] calls =
        [
            (Configuration, 12777, []), (Configuration, 12740, []), (Configuration, 12737, RequestInputs(false)), (Configuration, 13737, [default, default, default, default, default, default]),
            (Trust, 12668, [Variant.FromByteString(TestCertificates.Client.RawData), new Variant(true)]), (Trust, 12670, [new Variant("AB"), new Variant(true)]), (Trust, 12663, [new Variant(15u)]),
        ];
        foreach (var (node, method, inputs) in calls)
        {
            Assert.Equal<StatusCode>(StatusCodes.BadSecurityModeInsufficient, (await CallAsync(plain, node, method, inputs)).StatusCode);
            Assert.Equal<StatusCode>(StatusCodes.BadSecurityModeInsufficient, (await CallAsync(signed, node, method, inputs)).StatusCode);
            Assert.Equal<StatusCode>(StatusCodes.BadUserAccessDenied, (await CallAsync(stranger, node, method, inputs)).StatusCode);
        }
        Assert.Equal<StatusCode>(StatusCodes.BadUserAccessDenied, (await CallAsync(signed, Trust, 12647, new Variant((byte)1))).StatusCode);
        Assert.Empty(_store.Trust.Trusted);
    }

    [Fact]
    public async Task Without_push_management_there_is_no_ServerConfiguration()
    {
        await using var bench = new ServerBench();
        var session = await bench.ConnectAsync(Policy, MessageSecurityMode.SignAndEncrypt);
        Assert.Equal<StatusCode>(StatusCodes.BadNodeIdUnknown, (await session.ReadAsync("i=12637", AttributeId.BrowseName)).Status);
        Assert.Equal<StatusCode>(StatusCodes.BadNodeIdUnknown, (await CallAsync(session, Configuration, 12777)).StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_signing_request_is_signed_taken_and_used_for_channels_to_come(bool newKey)
    {
        await using var bench = Bench();
        var session = await bench.ConnectAsync(Policy, MessageSecurityMode.SignAndEncrypt);
        var request = await CallAsync(session, Configuration, 12737, RequestInputs(newKey));
        Assert.Equal<StatusCode>(StatusCodes.Good, request.StatusCode);
        var signed = Sign(request.OutputArguments[0].AsByteString()!);
        Assert.Equal(!newKey, signed.GetPublicKeyString() == TestCertificates.Server.GetPublicKeyString());
        var update = await CallAsync(session, Configuration, 13737, UpdateInputs(signed.RawData, TestCertificates.Authority.RawData));
        Assert.Equal<StatusCode>(StatusCodes.Good, update.StatusCode);
        Assert.True(update.OutputArguments[0].AsBoolean());
        // Nothing counts before it is applied.
        Assert.Equal(TestCertificates.Server.RawData, bench.Server.Identity!.Leaf);
        Assert.Equal<StatusCode>(StatusCodes.Good, (await CallAsync(session, Configuration, 12740)).StatusCode);
        Assert.Equal(signed.RawData, bench.Server.Identity!.Leaf);
        Assert.Equal((byte[])[.. signed.RawData, .. TestCertificates.Authority.RawData], bench.Server.Identity.Chain);
        using var kept = _store.LoadOwn();
        Assert.Equal((signed.Thumbprint, true), (kept!.Thumbprint, kept.HasPrivateKey));
        Assert.Equal(signed.Thumbprint, Assert.Single(_updated).Thumbprint);
        Assert.True((await session.ReadAsync("i=2258")).Status.IsGood);
        Assert.Equal<StatusCode>(StatusCodes.BadNothingToDo, (await CallAsync(session, Configuration, 12740)).StatusCode);
    }

    [Fact]
    public async Task A_certificate_that_would_cut_the_server_off_is_refused()
    {
        await using var bench = Bench();
        var session = await bench.ConnectAsync(Policy, MessageSecurityMode.SignAndEncrypt);
        var foreign = TestCertificates.Create("Server", TestCertificates.ServerUri);
        await RefusedAsync(StatusCodes.BadSecurityChecksFailed, UpdateInputs(foreign.RawData));
        await RefusedAsync(StatusCodes.BadCertificateInvalid, UpdateInputs([1, 2, 3]));
        await RefusedAsync(StatusCodes.BadSecurityChecksFailed, UpdateInputs(foreign.RawData, key: TestCertificates.Client.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()));
        await RefusedAsync(StatusCodes.BadCertificateUriInvalid, UpdateInputs(TestCertificates.Client.RawData, key: TestCertificates.Client.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()));
        await RefusedAsync(StatusCodes.BadInvalidArgument, [new Variant(new NodeId(14088)), default, Variant.FromByteString(foreign.RawData), default, default, default]);
        Assert.Equal<StatusCode>(StatusCodes.BadNothingToDo, (await CallAsync(session, Configuration, 12740)).StatusCode);
        // With its key it is taken.
        Assert.Equal<StatusCode>(StatusCodes.Good, (await CallAsync(session, Configuration, 13737, UpdateInputs(foreign.RawData, key: foreign.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()))).StatusCode);
        // Another session can not apply what it did not bring.
        var other = await bench.ConnectAsync(Policy, MessageSecurityMode.SignAndEncrypt);
        Assert.Equal<StatusCode>(StatusCodes.BadNothingToDo, (await CallAsync(other, Configuration, 12740)).StatusCode);
        Assert.Equal<StatusCode>(StatusCodes.Good, (await CallAsync(session, Configuration, 12740)).StatusCode);
        Assert.Equal(foreign.RawData, bench.Server.Identity!.Leaf);

        async Task RefusedAsync(StatusCodes expected, Variant[] inputs) =>
            Assert.Equal<StatusCode>(expected, (await CallAsync(session, Configuration, 13737, inputs)).StatusCode);
    }

    [Fact]
    public async Task The_trust_list_is_read_written_and_counts_at_once()
    {
        await using var bench = Bench();
        await using var client = await AdministratorAsync(bench);
        _store.AddTrusted(TestCertificates.User);
        var list = await ReadAsync(client);
        Assert.Equal(TestCertificates.User.RawData, Assert.Single(list.TrustedCertificates));
        // Only some of it, by masks.
        var opened = await client.CallAsync(Trust, new NodeId(12663), [new Variant((uint)TrustListMasks.IssuerCertificates)]);
        var data = await client.CallAsync(Trust, new NodeId(12652), [opened.OutputArguments[0], new Variant(100_000)]);
        var part = new UaReader(data.OutputArguments[0].AsByteString());
        Assert.Empty(TrustListDataType.Decode(ref part).TrustedCertificates);
        await client.CallAsync(Trust, new NodeId(12650), [opened.OutputArguments[0]]);

        Assert.Equal<StatusCode>(StatusCodes.Good, await WriteAsync(client, new TrustListDataType(
            (uint)(TrustListMasks.TrustedCertificates | TrustListMasks.IssuerCertificates), [TestCertificates.Client.RawData, TestCertificates.Authority.RawData], [], [TestCertificates.Authority.RawData], [])));
        Assert.Equal(
            new[] { TestCertificates.Client.Thumbprint, TestCertificates.Authority.Thumbprint }.Order(), _store.Trust.Trusted.Select(c => c.Thumbprint).Order());
        Assert.Equal(TestCertificates.Authority.Thumbprint, Assert.Single(_store.Trust.Issuers).Thumbprint);
        // Garbage changes nothing, and neither does a file that is closed without being used.
        Assert.Equal<StatusCode>(StatusCodes.BadCertificateInvalid, await WriteAsync(client, new TrustListDataType((uint)TrustListMasks.All, [TestCertificates.User.RawData, [1, 2]], [], [], [])));
        await using (var file = await client.OpenFileAsync(Trust, OpenFileModes.Write | OpenFileModes.EraseExisting))
            await file.WriteAsync([0, 0]);
        Assert.Equal(2, _store.Trust.Trusted.Count);
    }

    [Fact]
    public async Task Single_certificates_come_and_go_and_the_rejected_ones_are_listed()
    {
        await using var bench = Bench();
        var session = await bench.ConnectAsync(Policy, MessageSecurityMode.SignAndEncrypt);
        Assert.Equal<StatusCode>(StatusCodes.Good, (await CallAsync(session, Trust, 12668, Variant.FromByteString(TestCertificates.Client.RawData), new Variant(true))).StatusCode);
        Assert.Equal(TestCertificates.Client.Thumbprint, Assert.Single(_store.Trust.Trusted).Thumbprint);
        Assert.Equal<StatusCode>(StatusCodes.BadCertificateInvalid, (await CallAsync(session, Trust, 12668, Variant.FromByteString([5]), new Variant(true))).StatusCode);
        Assert.Equal<StatusCode>(StatusCodes.BadInvalidArgument, (await CallAsync(session, Trust, 12670, new Variant(TestCertificates.Client.Thumbprint), new Variant(false))).StatusCode);
        Assert.Equal<StatusCode>(StatusCodes.Good, (await CallAsync(session, Trust, 12670, new Variant(TestCertificates.Client.Thumbprint), new Variant(true))).StatusCode);
        Assert.Empty(_store.Trust.Trusted);
        _store.Judge(TestCertificates.User.RawData, new CertificateExpectations { Role = PeerRole.Client, Peer = "10.0.0.1:5" });
        var rejected = (await CallAsync(session, Configuration, 12777)).OutputArguments[0].AsArray<byte[]>();
        Assert.Equal(TestCertificates.User.RawData, Assert.Single(rejected));
        Assert.Equal<StatusCode>(StatusCodes.BadArgumentsMissing, (await CallAsync(session, Trust, 12670)).StatusCode);
    }

    private ServerBench Bench(Func<ServiceCaller, bool>? isAdministrator = null) => new(o => o with
    {
        Push = new PushManagement(_store, isAdministrator ?? (static _ => true)) { OnUpdated = _updated.Add },
    });

    private static async Task<Millwright.OpcUa.Client.OpcUaClient> AdministratorAsync(ServerBench bench)
    {
        var client = bench.Client();
        await client.ConnectAsync();
        Assert.Equal(MessageSecurityMode.SignAndEncrypt, client.Mode);
        return client;
    }

    private static Variant[] RequestInputs(bool newKey) =>
        [new Variant(new NodeId(14156)), new Variant(new NodeId(12560)), new Variant("CN=Press 3,O=Acme"), new Variant(newKey), Variant.FromByteString(new byte[32])];

    private static Variant[] UpdateInputs(byte[] certificate, byte[]? issuer = null, string? key = null) =>
    [
        new Variant(new NodeId(14156)), new Variant(new NodeId(12560)), Variant.FromByteString(certificate), issuer is null ? default : Variant.FromArray((byte[]?[])[issuer]),
        key is null ? default : new Variant("PEM"), key is null ? default : Variant.FromByteString(System.Text.Encoding.ASCII.GetBytes(key)),
    ];

    private static X509Certificate2 Sign(byte[] request)
    {
        var asked = CertificateRequest.LoadSigningRequest(request, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        Assert.Contains("Press 3", asked.SubjectName.Name, StringComparison.Ordinal);
        using var key = TestCertificates.Authority.GetRSAPrivateKey()!;
        return asked.Create(TestCertificates.Authority.SubjectName, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), TestCertificates.Now.AddDays(-1), TestCertificates.Now.AddDays(300), [9, 9]);
    }

    private static async Task<TrustListDataType> ReadAsync(Millwright.OpcUa.Client.OpcUaClient client)
    {
        var bytes = await client.ReadFileAsync(Trust);
        var reader = new UaReader(bytes);
        return TrustListDataType.Decode(ref reader);
    }

    private static async Task<StatusCode> WriteAsync(Millwright.OpcUa.Client.OpcUaClient client, TrustListDataType list)
    {
        var opened = await client.CallAsync(Trust, new NodeId(12647), [new Variant((byte)(OpenFileModes.Write | OpenFileModes.EraseExisting))]);
        Assert.Equal<StatusCode>(StatusCodes.Good, opened.StatusCode);
        using var writer = new UaWriter(1024);
        list.Encode(writer);
        await client.CallAsync(Trust, new NodeId(12655), [opened.OutputArguments[0], Variant.FromByteString(writer.Written.ToArray())]);
        return (await client.CallAsync(Trust, new NodeId(12666), [opened.OutputArguments[0]])).StatusCode;
    }

    private static async Task<CallMethodResult> CallAsync(TestSession session, NodeId owner, uint method, params Variant[] inputs) =>
        Assert.Single((await session.AskAsync(new CallRequest([new CallMethodRequest(owner, new NodeId(method), inputs)]))).Results);
}
