using System.Net;
using Millwright.Mqtt.Access;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;
using Millwright.Wire.Transports;

namespace Millwright.Interop.Tests.Mqtt;

/// <summary>Our broker with mosquitto_pub and mosquitto_sub, paho-mqtt and mqtt.js as its clients.</summary>
public sealed class OurBrokerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IoLoop _loop = new();
    private readonly Access _access = new();
    private MqttBroker? _broker;
    private int _port;

    private MqttBroker Broker => _broker!;

    public static TheoryData<string, int> Qualities => new()
    {
        { "mqttv311", 0 },
        { "mqttv311", 1 },
        { "mqttv311", 2 },
        { "mqttv5", 0 },
        { "mqttv5", 1 },
        { "mqttv5", 2 },
    };

    public async ValueTask InitializeAsync()
    {
        _broker = new MqttBroker(new MqttBrokerOptions { Authenticator = _access, Authorizer = _access, Loop = _loop });
        await Broker.StartAsync(CancellationToken.None);
        _port = Broker.ListenTcp(new IPEndPoint(IPAddress.Loopback, 0)).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _loop.Dispose();
    }

    [Theory]
    [MemberData(nameof(Qualities))]
    public async Task Mosquitto_publishes_and_subscribes(string version, int qos)
    {
        var q = $"{qos}";
        await using var sub = MqttPeers.Sub(_port, "-V", version, "-t", "t/#", "-q", q, "-F", "%t %q %r %p");
        await UntilAsync(() => Broker.Statistics.Subscriptions == 1);
        await MqttPeers.PubAsync(_port, "-V", version, "-t", "t/1", "-q", q, "-m", "hello");
        await MqttPeers.PubAsync(_port, "-V", version, "-t", "t/2", "-q", q, "-m", "again", "-r");
        Assert.Equal($"t/1 {q} 0 hello", await sub.LineAsync("hello"));
        Assert.Equal($"t/2 {q} 0 again", await sub.LineAsync("again"));
        await using var late = MqttPeers.Sub(_port, "-V", version, "-t", "t/#", "-q", q, "-F", "%t %q %r %p");
        Assert.Equal($"t/2 {q} 1 again", await late.LineAsync("again"));
    }

    [Fact]
    public async Task Mosquitto_resumes_its_session_and_takes_what_came_meanwhile()
    {
        await using (var sub = MqttPeers.Sub(_port, "-V", "mqttv5", "-i", "keeper", "-c", "-x", "100", "-t", "s", "-q", "2", "-E"))
            await sub.ExitAsync(Patience);
        for (var i = 0; i < 3; i++)
            await MqttPeers.PubAsync(_port, "-t", "s", "-q", $"{i}", "-m", $"m{i}");
        await using var again = MqttPeers.Sub(_port, "-V", "mqttv5", "-i", "keeper", "-c", "-x", "100", "-t", "s", "-q", "2");
        await again.LineAsync("m1");
        await again.LineAsync("m2");
    }

    [Fact]
    public async Task Mosquitto_shares_a_subscription_and_its_will_is_published()
    {
        await using var one = MqttPeers.Sub(_port, "-V", "mqttv5", "-t", "$share/g/w", "-C", "1", "--will-topic", "will", "--will-payload", "bye");
        await using var two = MqttPeers.Sub(_port, "-V", "mqttv5", "-t", "$share/g/w", "-C", "1");
        await using var dying = MqttPeers.Sub(_port, "-V", "mqttv5", "-t", "x", "--will-topic", "will", "--will-payload", "gone");
        await using var watcher = MqttPeers.Sub(_port, "-V", "mqttv5", "-t", "will");
        await UntilAsync(() => Broker.Statistics.Subscriptions == 4);
        await MqttPeers.PubAsync(_port, "-t", "w", "-m", "first");
        await MqttPeers.PubAsync(_port, "-t", "w", "-m", "second");
        await one.ExitAsync(Patience);
        await two.ExitAsync(Patience);
        await dying.KillAsync();
        await watcher.LineAsync("gone");
    }

    [Fact]
    public async Task Mosquitto_passes_a_megabyte_through()
    {
        await using var sub = MqttPeers.Sub(_port, "-t", "big", "-q", "1", "-F", "%l");
        await UntilAsync(() => Broker.Statistics.Subscriptions == 1);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, new string('x', 1_000_000));
        await MqttPeers.PubAsync(_port, "-t", "big", "-q", "1", "-f", file);
        File.Delete(file);
        await sub.LineAsync("1000000");
    }

    [Fact]
    public async Task Mosquitto_proves_itself_with_a_certificate_and_nobody_else_gets_in()
    {
        using var certificates = new TestCertificates();
        var port = Broker.ListenTls(new IPEndPoint(IPAddress.Loopback, 0), certificates.ServerOptions(mutual: true)).Port;
        string[] tls = ["--cafile", certificates.AuthorityFile, "--cert", certificates.ClientFile, "--key", certificates.ClientKeyFile];
        await using var sub = MqttPeers.Sub(port, ["-t", "tls", .. tls]);
        await UntilAsync(() => Broker.Statistics.Subscriptions == 1);
        await MqttPeers.PubAsync(port, ["-t", "tls", "-m", "sealed", "-q", "2", .. tls]);
        await sub.LineAsync("sealed");
        Assert.Contains("CN=press3", _access.Names);
        var refused = Broker.Statistics.Refused(RefuseCause.NotAuthenticated);
        await using var stranger = MqttPeers.Sub(port, "-t", "tls", "--cafile", certificates.AuthorityFile);
        await UntilAsync(() => Broker.Statistics.Refused(RefuseCause.NotAuthenticated) > refused);
    }

    [Fact]
    public async Task Mosquitto_is_told_when_user_or_topic_are_not_allowed()
    {
        Assert.Contains("ot authorized", await MqttPeers.FailingPubAsync(_port, "-V", "mqttv5", "-u", "mallory", "-P", "x", "-t", "t", "-m", "x"), StringComparison.Ordinal);
        await using var sub = MqttPeers.Sub(_port, "-V", "mqttv5", "-t", "secret/#");
        await sub.LineAsync("denied");
    }

    [Fact]
    public Task Paho_is_served_in_both_versions() => MqttPeers.PahoAsync(_port);

    [Fact]
    public Task Mqtt_js_is_served_in_both_versions() => MqttPeers.MqttJsAsync($"mqtt://127.0.0.1:{_port}");

    [Fact]
    public async Task Mqtt_js_is_served_over_WebSocket()
    {
        var port = Broker.ListenWebSocket(new IPEndPoint(IPAddress.Loopback, 0)).Port;
        await MqttPeers.MqttJsAsync($"ws://127.0.0.1:{port}/mqtt");
    }

    [Fact]
    public async Task Mqtt_js_is_served_over_WebSocket_with_TLS()
    {
        using var certificates = new TestCertificates();
        var port = Broker.ListenWebSocket(new IPEndPoint(IPAddress.Loopback, 0), certificates.ServerOptions(mutual: false)).Port;
        await MqttPeers.MqttJsAsync($"wss://127.0.0.1:{port}/mqtt");
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }

    private sealed class Access : IMqttAuthenticator, IMqttAuthorizer
    {
        private readonly OpenAccess _open = new();

        public System.Collections.Concurrent.ConcurrentBag<string> Names { get; } = [];

        public ValueTask<AuthenticationResult> AuthenticateAsync(ConnectRequest request, CancellationToken cancellation)
        {
            if (request.Certificate is { } certificate)
                Names.Add(certificate.Subject);
            return request.UserName == "mallory"
                ? ValueTask.FromResult(AuthenticationResult.Refuse(MqttReasonCode.NotAuthorized))
                : _open.AuthenticateAsync(request, cancellation);
        }

        public ValueTask<AuthenticationResult> ContinueAsync(ConnectRequest request, byte[] data, bool again, CancellationToken cancellation) =>
            _open.ContinueAsync(request, data, again, cancellation);

        public MqttReasonCode MayPublish(MqttIdentity identity, string clientId, string topic) => MqttReasonCode.Success;

        public MqttReasonCode MaySubscribe(MqttIdentity identity, string clientId, string filter) =>
            filter.StartsWith("secret", StringComparison.Ordinal) ? MqttReasonCode.NotAuthorized : MqttReasonCode.Success;
    }
}
