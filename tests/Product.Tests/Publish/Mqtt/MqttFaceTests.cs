using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Millwright.Fakes;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.OpcUa.Pki;
using Millwright.Publish.Mqtt;
using Millwright.Publish.Mqtt.Access;
using Millwright.Security;

namespace Millwright.Product.Tests.Publish.Mqtt;

/// <summary>The broker as the plant runs it, on real sockets.</summary>
public sealed class MqttFaceTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int _port = FreePorts.Next();
    private readonly FaultyFileStore _files = new();
    private readonly FakeUsers _users = new();
    private readonly DirectoryInfo _pki = Directory.CreateTempSubdirectory("millwright-broker-");
    private readonly List<MqttClient> _clients = [];
    private CertificateStore? _store;
    private MqttFace? _face;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
        if (_face is not null)
            await _face.DisposeAsync();
        _pki.Delete(recursive: true);
    }

    [Fact]
    public async Task A_user_comes_in_with_the_right_password_alone_and_does_what_the_rules_say()
    {
        await StartAsync(Options(new AccessRuleOptions { Users = ["ann"], Publish = ["a/#"], Subscribe = ["a/#"] }));
        var refused = await Assert.ThrowsAsync<MqttException>(() => ConnectAsync(Client("c0") with { UserName = "ann", Password = "wrong"u8.ToArray() }));
        Assert.Equal(MqttReasonCode.BadUserNameOrPassword, refused.Code);
        refused = await Assert.ThrowsAsync<MqttException>(() => ConnectAsync(Client("c0")));
        Assert.Equal(MqttReasonCode.NotAuthorized, refused.Code);
        var ann = await ConnectAsync(User("c1", "ann"));
        var oli = await ConnectAsync(User("c2", "oli"));
        await SubscribeAsync(ann, "a/#", MqttQos.AtLeastOnce);
        refused = await Assert.ThrowsAsync<MqttException>(() => SubscribeAsync(oli, "a/#", MqttQos.AtLeastOnce));
        Assert.Equal(MqttReasonCode.NotAuthorized, refused.Code);
        Assert.Equal(MqttReasonCode.NotAuthorized, (await Assert.ThrowsAsync<MqttException>(() => PublishAsync(oli, "a/b", "x"))).Code);
        await PublishAsync(ann, "a/b", "x");
        Assert.Equal("a/b", (await ReceiveAsync(ann)).Topic);
    }

    [Fact]
    public async Task A_client_identifier_stays_with_whom_it_belongs_to()
    {
        await StartAsync(Options(new AccessRuleOptions { Publish = ["#"], Subscribe = ["#"] }));
        await ConnectAsync(User("press3", "ann") with { SessionExpirySeconds = 1000 });
        var refused = await Assert.ThrowsAsync<MqttException>(() => ConnectAsync(User("press3", "oli")));
        Assert.Equal(MqttReasonCode.ClientIdentifierNotValid, refused.Code);
        var session = Assert.Single(_face!.Broker!.Sessions((_, _) => true, 0, 10, out _));
        Assert.Equal(("user:ann", true), (session.Identity, session.Connection is not null));
    }

    [Fact]
    public async Task Sessions_and_retained_messages_are_there_after_a_restart()
    {
        var options = Options(new AccessRuleOptions { Role = Role.Operator, Publish = ["#"], Subscribe = ["#"] });
        await StartAsync(options);
        var away = await ConnectAsync(User("away", "oli") with { SessionExpirySeconds = 1000, CleanStart = false });
        await SubscribeAsync(away, "q/#", MqttQos.ExactlyOnce);
        await away.DisposeAsync();
        var ann = await ConnectAsync(User("ann", "ann"));
        await PublishAsync(ann, "q/1", "one");
        await PublishAsync(ann, "q/2", "two", MqttQos.ExactlyOnce, retain: true);
        _files.Kill();
        await _face!.DisposeAsync();
        await StartAsync(options);
        var back = await ConnectAsync(User("away", "oli") with { SessionExpirySeconds = 1000, CleanStart = false });
        Assert.Equal("one two", $"{Text(await ReceiveAsync(back))} {Text(await ReceiveAsync(back))}");
        var other = await ConnectAsync(User("other", "ann"));
        await SubscribeAsync(other, "q/+", MqttQos.AtLeastOnce);
        Assert.Equal("two", Text(await ReceiveAsync(other)));
    }

    [Fact]
    public async Task A_full_disk_is_said_nobody_is_served_and_when_there_is_room_it_goes_on_by_itself()
    {
        await StartAsync(Options(new AccessRuleOptions { Publish = ["#"], Subscribe = ["#"] }));
        var ann = await ConnectAsync(User("ann", "ann"));
        await PublishAsync(ann, "r/1", "kept", retain: true);
        _files.Capacity = _files.Used + 100;
        var second = PublishAsync(ann, "r/2", new string('x', 5_000), retain: true);
        await EventuallyAsync(() => _face!.Status.Problem is not null);
        Assert.False(second.IsCompleted);
        Assert.Contains("see that the disk", _face!.Status.Remedy!, StringComparison.Ordinal);
        Assert.Empty(_face.Status.Addresses);
        _files.Capacity = 1L << 40;
        await second.WaitAsync(Patience);
        Assert.Null(_face.Status.Problem);
        var reader = await ConnectAsync(User("reader", "oli"));
        await SubscribeAsync(reader, "r/#", MqttQos.AtLeastOnce);
        Assert.Equal("r/1 r/2", string.Join(' ', new[] { (await ReceiveAsync(reader)).Topic, (await ReceiveAsync(reader)).Topic }.Order()));
    }

    [Fact]
    public async Task Other_rules_hold_at_once_and_those_who_lost_a_subscription_are_disconnected()
    {
        var before = Options(new AccessRuleOptions { Publish = ["#"], Subscribe = ["#"] });
        await StartAsync(before);
        var lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var oli = await ConnectAsync(User("oli", "oli") with { Disconnected = why => lost.TrySetResult(why) });
        var ann = await ConnectAsync(User("ann", "ann"));
        await SubscribeAsync(oli, "secret/#", MqttQos.AtLeastOnce);
        Assert.True(_face!.TryApply(Options(new AccessRuleOptions { Users = ["ann"], Publish = ["secret/#"], Subscribe = ["#"] })));
        await lost.Task.WaitAsync(Patience);
        await PublishAsync(ann, "secret/x", "s");
        Assert.Equal(MqttReasonCode.NotAuthorized, (await Assert.ThrowsAsync<MqttException>(() => PublishAsync(ann, "other", "x"))).Code);
        Assert.Empty(_face.Broker!.Subscriptions((_, _) => true, 0, 10, out _));
        var wider = Options();
        wider.MaxSessions = 7;
        Assert.False(_face.TryApply(wider));
    }

    [Fact]
    public async Task An_account_that_changes_ends_its_connections()
    {
        await StartAsync(Options(new AccessRuleOptions { Publish = ["#"], Subscribe = ["#"] }));
        var lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var oli = await ConnectAsync(User("c1", "oli") with { Disconnected = why => lost.TrySetResult(why), SessionExpirySeconds = 1000 });
        await SubscribeAsync(oli, "a", MqttQos.AtLeastOnce);
        _users.Roles.Remove("oli");
        _users.Change("oli");
        await lost.Task.WaitAsync(Patience);
        await EventuallyAsync(() => _face!.Broker!.Statistics is { Connections: 0, Subscriptions: 0 });
    }

    [Fact]
    public async Task A_taken_address_is_said_and_tried_again()
    {
        using (var other = new TcpListener(IPAddress.Loopback, _port))
        {
            other.Start();
            await StartAsync(Options());
            Assert.StartsWith($"MQTT cannot listen on 127.0.0.1:{_port}: ", _face!.Status.Problem, StringComparison.Ordinal);
            Assert.Equal("free the address, or choose another one in plant.yaml", _face.Status.Remedy);
        }
        await EventuallyAsync(() => _face!.Status.Addresses.Count == 1);
        Assert.Null(_face!.Status.Problem);
    }

    [Fact]
    public async Task A_certificate_is_an_identity_once_a_person_trusted_it()
    {
        var tls = FreePorts.Next();
        var options = Options(new AccessRuleOptions { Certificates = ["press3"], Publish = ["press3/#"] });
        options.Tls = $"127.0.0.1:{tls}";
        await StartAsync(options);
        using var press3 = NewCertificate("press3");
        var secured = Client("c1") with { Port = tls, Tls = Tls(press3) };
        var connecting = ConnectAsync(secured);
        await EventuallyAsync(() => _store!.ListRejected().Count == 1);
        Assert.False(connecting.IsCompleted);
        Assert.True(_store!.TrustRejected(CertificateValidator.Fingerprint(press3)));
        var client = await connecting;
        await PublishAsync(client, "press3/a", "x");
        Assert.Equal(MqttReasonCode.NotAuthorized, (await Assert.ThrowsAsync<MqttException>(() => PublishAsync(client, "press4/a", "x"))).Code);
        var user = await ConnectAsync(User("c2", "ann") with { Port = tls, Tls = Tls(null) });
        Assert.Equal(["cert:press3", "user:ann"], _face!.Broker!.Sessions((_, _) => true, 0, 10, out _).Select(s => s.Identity));
        Assert.NotNull(user);
    }

    private static SslClientAuthenticationOptions Tls(X509Certificate2? certificate) => new()
    {
        TargetHost = "localhost",
        ClientCertificates = certificate is null ? null : new X509CertificateCollection { certificate },
        RemoteCertificateValidationCallback = (_, server, _, _) => server is not null,
    };

    private static X509Certificate2 NewCertificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        using var made = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(10));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, "it did not come true");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static async Task<MqttMessage> ReceiveAsync(MqttClient client) => await client.ReceiveAsync(CancellationToken.None).AsTask().WaitAsync(Patience);

    private static string Text(MqttMessage message) => Encoding.UTF8.GetString(message.Payload.Span);

    private static Task PublishAsync(MqttClient client, string topic, string text, MqttQos qos = MqttQos.AtLeastOnce, bool retain = false) =>
        client.PublishAsync(topic, text, qos, retain, CancellationToken.None).AsTask().WaitAsync(Patience);

    private static Task SubscribeAsync(MqttClient client, string filter, MqttQos qos) => client.SubscribeAsync(filter, qos, CancellationToken.None).WaitAsync(Patience);

    private MqttFaceOptions Options(params AccessRuleOptions[] rules) => new() { Listen = $"127.0.0.1:{_port}", Access = rules };

    private MqttClientOptions Client(string id) => new() { Host = "127.0.0.1", Port = _port, ClientId = id };

    private MqttClientOptions User(string id, string name) => Client(id) with { UserName = name, Password = Encoding.UTF8.GetBytes(FakeUsers.Password) };

    private async Task StartAsync(MqttFaceOptions options)
    {
        _store ??= new(_pki.FullName, TimeProvider.System);
        _face = new(
            new(_users, () => _store, () => _store.LoadOrCreateOwn(new() { CommonName = "plant", ApplicationUri = "urn:plant", DnsNames = ["localhost"] }), _files.Process, "/data/mqtt", "1", TimeProvider.System, NullLogger.Instance),
            options);
        await _face.FirstTry.WaitAsync(Patience);
    }

    private async Task<MqttClient> ConnectAsync(MqttClientOptions options)
    {
        var client = new MqttClient(options);
        _clients.Add(client);
        client.Start();
        await client.ConnectedAsync(CancellationToken.None).WaitAsync(Patience);
        return client;
    }
}
