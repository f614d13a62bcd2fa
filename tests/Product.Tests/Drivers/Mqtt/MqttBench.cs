using System.Net;
using System.Text;
using Millwright.Drivers;
using Millwright.Drivers.Mqtt;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Mqtt.Access;
using Millwright.Mqtt.Client;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;

namespace Millwright.Product.Tests.Drivers.Mqtt;

/// <summary>A broker on the loopback with a client to publish by, and sources of the driver.</summary>
internal sealed class MqttBench : IAsyncDisposable, IMqttAuthenticator, IMqttAuthorizer
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60), TimeProvider.System);
    private MqttBroker? _broker;

    public RecordingOutput Output { get; } = new();

    public int Port { get; private set; }

    public MqttBroker Broker => _broker!;

    public MqttClient Other { get; private set; } = null!;

    public CancellationToken Patience => _limit.Token;

    public static async Task<MqttBench> StartAsync()
    {
        var bench = new MqttBench();
        bench._broker = new MqttBroker(new MqttBrokerOptions { Authenticator = bench, Authorizer = bench });
        await bench._broker.StartAsync(bench.Patience);
        bench.Port = bench._broker.ListenTcp(new(IPAddress.Loopback, 0)).Port;
        bench.Other = await bench.ClientAsync(new() { Host = "127.0.0.1", Port = bench.Port });
        return bench;
    }

    public async Task<MqttClient> ClientAsync(MqttClientOptions options)
    {
        var client = new MqttClient(options);
        client.Start();
        await client.ConnectedAsync(Patience);
        return client;
    }

    public ISource Source(Action<MqttConnectionOptions>? change, params MqttTagOptions[] tags)
    {
        var options = new MqttConnectionOptions { Address = $"127.0.0.1:{Port}", Timeout = TimeSpan.FromSeconds(30), Listen = TimeSpan.FromSeconds(30) };
        change?.Invoke(options);
        var driver = DriverList.All.Single(d => d.Name == "mqtt");
        Assert.Empty(driver.Check(options));
        Assert.All(tags, t => Assert.Empty(driver.CheckTag(options, t)));
        return driver.Create(new("c", options, [.. tags.Select((t, i) => new SourceTag(new(i), TagPath.Parse($"acme/berlin/hall/press{i}/tag{i}"), t, TimeSpan.FromSeconds(1)))], TimeProvider.System));
    }

    public Task PublishAsync(string topic, string payload, bool retain = false) =>
        Other.PublishAsync(new(topic, Encoding.UTF8.GetBytes(payload), MqttQos.AtLeastOnce, retain), Patience).AsTask();

    public Task UntilAsync(int samples) => Output.UntilAsync(_ => Output.Samples.Count >= samples);

    public async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        await Broker.DisposeAsync();
        _limit.Dispose();
    }

    ValueTask<AuthenticationResult> IMqttAuthenticator.AuthenticateAsync(ConnectRequest request, CancellationToken cancellation) => ValueTask.FromResult(
        request.UserName == "wrong" ? AuthenticationResult.Refuse(MqttReasonCode.BadUserNameOrPassword) : AuthenticationResult.Accept(new MqttIdentity(request.UserName ?? "anybody")));

    ValueTask<AuthenticationResult> IMqttAuthenticator.ContinueAsync(ConnectRequest request, byte[] data, bool again, CancellationToken cancellation) =>
        ValueTask.FromResult(AuthenticationResult.Refuse(MqttReasonCode.BadAuthenticationMethod));

    MqttReasonCode IMqttAuthorizer.MayPublish(MqttIdentity identity, string clientId, string topic) => MqttReasonCode.Success;

    MqttReasonCode IMqttAuthorizer.MaySubscribe(MqttIdentity identity, string clientId, string filter) =>
        filter.StartsWith("secret", StringComparison.Ordinal) ? MqttReasonCode.NotAuthorized : MqttReasonCode.Success;
}
