using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Millwright.Fakes;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.NamespaceZero;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;
using Millwright.Protocols.Tests.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Server;

/// <summary>A server with a small plant, whose clock stands still, and sessions to it over loopback.</summary>
internal sealed class ServerBench : IAsyncDisposable
{
    public const int Speed = 1;
    public const int Temperature = 2;
    public const int Name = 3;
    public const int Recipe = 4;
    public const int Secret = 5;

    private static readonly NodeId Objects = new(StandardIds.ObjectsFolder);
    private readonly List<IAsyncDisposable> _opened = [];

    public ServerBench(Func<OpcUaServerOptions, OpcUaServerOptions>? shape = null, int port = 0)
    {
        Space = StandardAddressSpace.Create(TestCertificates.ServerUri);
        Build();
        var options = new OpcUaServerOptions
        {
            ApplicationUri = TestCertificates.ServerUri,
            Time = Clock,
            Users = new UserVerifiers { AllowAnonymous = true },
            Writer = Product,
            Methods = Product,
            History = Product,
            Access = Product,
            Conditions = Product,
            OnIncident = Incidents.Enqueue,
            Channels = new ChannelListenerOptions
            {
                Identity = new ChannelIdentity(TestCertificates.Server),
                Guard = new TrustAll(),
                Offered = [.. SecurityPolicy.All.SelectMany(Modes)],
                Limits = new ChannelLimits(),
            },
        };
        Server = new OpcUaServer(Space, shape?.Invoke(options) ?? options);
        EndPoint = Server.Listen(new IPEndPoint(IPAddress.Loopback, port));
        Product.Server = Server;
        Server.Values.Set(Speed, new DataValue(new Variant(12.5), default, At(0)));
        Server.Values.Set(Temperature, new DataValue(new Variant(20.0), default, At(0)));
        Server.Values.Set(Name, new DataValue(new Variant("press"), default, At(0)));
        Server.Values.Set(Recipe, new DataValue(Variant.FromArray([1, 2, 3, 4]), default, At(0)));
        Server.Values.Set(Secret, new DataValue(new Variant(1), default, At(0)));
    }

    public ManualClock Clock { get; } = new();

    public UaAddressSpace Space { get; }

    public OpcUaServer Server { get; }

    public FakeProduct Product { get; } = new();

    public IPEndPoint EndPoint { get; }

    public ConcurrentQueue<ServerIncident> Incidents { get; } = new();

    public static UaDateTime At(double seconds) => UaDateTime.From(TestCertificates.Now.AddSeconds(seconds));

    public void Set(int handle, double value) => Server.Values.Set(handle, new DataValue(new Variant(value), default, UaDateTime.From(Clock.GetUtcNow())));

    public void Advance(double milliseconds) => Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Returns when the server has worked through what a session sent before.</summary>
    public static async Task HeardAsync(TestSession session) =>
        await new TestSession(session.Channel) { Token = session.Token }.ReadAsync("i=2259");

    public async Task<ClientChannel> OpenAsync(string policy = "None", MessageSecurityMode mode = MessageSecurityMode.None, ChannelIdentity? identity = null)
    {
        var channel = await ClientChannel.OpenAsync(new ClientChannelOptions
        {
            EndpointUrl = string.Create(CultureInfo.InvariantCulture, $"opc.tcp://127.0.0.1:{EndPoint.Port}/"),
            Policy = SecurityPolicy.All.Single(p => p.Name == policy),
            Mode = mode,
            Identity = identity ?? new ChannelIdentity(TestCertificates.Client),
            ServerCertificate = TestCertificates.Server.RawData,
            OpenTimeout = TimeSpan.FromSeconds(20),
        }, default);
        _opened.Add(channel);
        return channel;
    }

    public async Task<TestSession> ConnectAsync(string policy = "None", MessageSecurityMode mode = MessageSecurityMode.None, ExtensionObject? user = null)
    {
        var session = new TestSession(await OpenAsync(policy, mode));
        await session.CreateAsync();
        await session.ActivateAsync(user);
        return session;
    }

    /// <summary>Our own client of this server; both need the clock of the wall.</summary>
    public OpcUaClient Client(Func<OpcUaClientOptions, OpcUaClientOptions>? shape = null)
    {
        var options = new OpcUaClientOptions
        {
            EndpointUrls = [string.Create(CultureInfo.InvariantCulture, $"opc.tcp://127.0.0.1:{EndPoint.Port}")],
            Identity = new ChannelIdentity(TestCertificates.Client),
            ApplicationUri = TestCertificates.ClientUri,
            Guard = new TrustAll(),
        };
        return new OpcUaClient(shape?.Invoke(options) ?? options);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _opened)
            await channel.DisposeAsync();
        await Server.DisposeAsync();
        Space.Dispose();
    }

    private static IEnumerable<OfferedSecurity> Modes(SecurityPolicy policy) => policy.IsNone
        ? [new OfferedSecurity(policy, MessageSecurityMode.None)]
        : [new OfferedSecurity(policy, MessageSecurityMode.Sign), new OfferedSecurity(policy, MessageSecurityMode.SignAndEncrypt)];

    private void Build()
    {
        using var edit = Space.Edit();
        var press = new NodeId(1, "Press");
        var number = new VariableSettings { DataType = new NodeId((uint)BuiltInType.Double), Access = AccessLevel.ReadWrite | AccessLevel.HistoryRead, Historizing = true };
        edit.AddObject(Objects, press, new QualifiedName(1, "Press"), new ObjectSettings { EventNotifier = EventNotifier.SubscribeToEvents });
        edit.AddVariable(press, new NodeId(1, "Press.Speed"), new QualifiedName(1, "Speed"), number with { Range = new ValueRange(0, 200), Unit = EngineeringUnit.Unece("C94", "1/min") }, Speed);
        edit.AddVariable(press, new NodeId(1, "Press.Temperature"), new QualifiedName(1, "Temperature"), number with { Access = AccessLevel.CurrentRead }, Temperature);
        edit.AddVariable(press, new NodeId(1, "Press.Name"), new QualifiedName(1, "Name"), number with { DataType = new NodeId((uint)BuiltInType.String) }, Name);
        edit.AddVariable(press, new NodeId(1, "Press.Recipe"), new QualifiedName(1, "Recipe"), number with { DataType = new NodeId((uint)BuiltInType.Int32), ValueRank = 1 }, Recipe);
        edit.AddVariable(press, new NodeId(1, "Press.Secret"), new QualifiedName(1, "Secret"), number with { DataType = new NodeId((uint)BuiltInType.Int32) }, Secret);
        edit.AddVariable(press, new NodeId(1, "Press.Silent"), new QualifiedName(1, "Silent"), number, 99);
        edit.AddMethod(press, new NodeId(1, "Press.Add"), new QualifiedName(1, "Add"), new MethodSettings
        {
            Inputs = [new MethodArgument("A", new NodeId((uint)BuiltInType.Int32)), new MethodArgument("B", new NodeId((uint)BuiltInType.Int32))],
            Outputs = [new MethodArgument("Sum", new NodeId((uint)BuiltInType.Int32))],
        }, 7);
    }
}
