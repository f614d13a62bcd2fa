using System.Globalization;
using System.Net;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.Companions;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Interop.Tests.OpcUa;

/// <summary>Our server with a variable of each type, a ramp, history, a method, a structure and events, on a port of the loopback.</summary>
internal sealed class ServerPlant : IAsyncDisposable, IValueWriter, IMethodCaller, IHistoryReader, ICertificateGuard
{
    public const string Uri = "urn:interop:ours";

    private static readonly NodeId Machine = new(1, "Machine");
    private readonly List<(string Name, Variant Value)> _values = [];
    private readonly UaAddressSpace _space;
    private readonly OpcUaServer _server;
    private readonly Lock _setting = new();
    private readonly ITimer _ticking;
    private double _ramp;

    public ServerPlant(int port = 0)
    {
        _space = CompanionTypes.CreateAddressSpace(Uri, out var types);
        AddValues();
        Build(types);
        var certificate = ApplicationCertificate.Create(
            new ApplicationCertificateRequest { CommonName = "Ours", ApplicationUri = Uri, DnsNames = ["localhost"], Addresses = [IPAddress.Loopback], Organization = "Acme" }, TimeProvider.System);
        _server = new OpcUaServer(_space, new OpcUaServerOptions
        {
            ApplicationUri = Uri,
            ApplicationName = "Ours",
            Writer = this,
            Methods = this,
            History = this,
            Limits = new ServerLimits { MaxReferencesPerNode = 20, MaxHistoryValues = 1_000 },
            Users = new UserVerifiers
            {
                AllowAnonymous = true,
                UserName = (name, password, _, _) => ValueTask.FromResult(name == "operator" && password == "sécret" ? new UserIdentity(UserKind.UserName, name) : null),
            },
            Channels = new ChannelListenerOptions
            {
                Identity = new ChannelIdentity(certificate),
                Guard = this,
                Offered = [.. SecurityPolicy.All.SelectMany(Modes)],
            },
        });
        Port = _server.Listen(new IPEndPoint(IPAddress.Loopback, port)).Port;
        for (var i = 0; i < _values.Count; i++)
            _server.Values.Set(i, new DataValue(_values[i].Value, default, UaDateTime.From(TimeProvider.System.GetUtcNow())));
        _ticking = TimeProvider.System.CreateTimer(_ => Tick(), null, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
    }

    public int Port { get; }

    public string Url => string.Create(CultureInfo.InvariantCulture, $"opc.tcp://localhost:{Port}");

    public CertificateVerdict Judge(ReadOnlySpan<byte> chain, CertificateExpectations expected) => new(StatusCodes.Good, "", "", "");

    public ValueTask<StatusCode> WriteAsync(ServiceCaller caller, int handle, DataValue value, CancellationToken cancellation)
    {
        _server.Values.Set(handle, value with { SourceTimestamp = UaDateTime.From(TimeProvider.System.GetUtcNow()) });
        return ValueTask.FromResult<StatusCode>(StatusCodes.Good);
    }

    public ValueTask<MethodOutcome> CallAsync(ServiceCaller caller, NodeId objectId, int handle, IReadOnlyList<Variant> inputs, CancellationToken cancellation) =>
        ValueTask.FromResult(new MethodOutcome(StatusCodes.Good, [new Variant(inputs[0].AsDouble() + inputs[1].AsDouble())]));

    public ValueTask<HistoryPage> ReadRawAsync(ServiceCaller caller, int handle, RawHistoryRequest request, CancellationToken cancellation)
    {
        var first = request.Continuation is int next ? next : 0;
        var count = Math.Min(3_600 - first, request.MaxValues);
        var start = new DateTimeOffset(2026, 3, 9, 10, 0, 0, TimeSpan.Zero);
        var values = Enumerable.Range(first, count).Select(i => new DataValue(new Variant((double)i), default, UaDateTime.From(start.AddSeconds(i)))).ToArray();
        return ValueTask.FromResult(new HistoryPage(StatusCodes.Good, values, first + count < 3_600 ? first + count : null));
    }

    public async ValueTask DisposeAsync()
    {
        await _ticking.DisposeAsync();
        await _server.DisposeAsync();
        _space.Dispose();
    }

    private static IEnumerable<OfferedSecurity> Modes(SecurityPolicy policy) => policy.IsNone
        ? [new OfferedSecurity(policy, MessageSecurityMode.None)]
        : [new OfferedSecurity(policy, MessageSecurityMode.Sign), new OfferedSecurity(policy, MessageSecurityMode.SignAndEncrypt)];

    private void AddValues()
    {
        var time = UaDateTime.From(new DateTimeOffset(2026, 3, 9, 10, 11, 12, 345, TimeSpan.Zero));
        var guid = new Guid("72962B91-FA75-4AE6-8D28-B404DC7DAF63");
        _values.AddRange([
            ("Boolean", new(true)), ("SByte", new((sbyte)-100)), ("Byte", new((byte)200)), ("Int16", new((short)-30_000)), ("UInt16", new((ushort)60_000)),
            ("Int32", new(-2_000_000_000)), ("UInt32", new(4_000_000_000u)), ("Int64", new(-16L)), ("UInt64", new(0x1_0000_0020ul)), ("Float", new(1.5f)), ("Double", new(-2.25e100)),
            ("String", new("Grüße, 世界")), ("DateTime", new(time)), ("Guid", new(guid)), ("ByteString", Variant.FromByteString([1, 2, 3, 0, 255])), ("NodeId", new(new NodeId(1, "abc"))),
            ("StatusCode", new((StatusCode)StatusCodes.BadDeviceFailure)), ("QualifiedName", new(new QualifiedName(1, "Name"))), ("LocalizedText", new(new LocalizedText("de", "Öl"))),
            ("BooleanArray", Variant.FromArray([true, false])), ("Int16Array", Variant.FromArray([(short)-1, (short)2])), ("UInt32Array", Variant.FromArray([1u, 4_000_000_000u])),
            ("DoubleArray", Variant.FromArray([1.5, -2.5])), ("StringArray", Variant.FromArray(["a", null, "ü"])), ("EmptyArray", Variant.FromArray(Array.Empty<int>())),
            ("Matrix", Variant.FromElements(BuiltInType.Double, new double[] { 1, 2, 3, 4, 5, 6 }, [2, 3])), ("ReadOnly", new(1.0)), ("Ramp", new(0.0)), ("History", new(0.0))]);
    }

    private void Build(CompanionTypes types)
    {
        using var edit = _space.Edit();
        edit.AddObject(new NodeId(StandardIds.ObjectsFolder), Machine, new QualifiedName(1, "Machine"), new ObjectSettings { TypeDefinition = types.EquipmentType, EventNotifier = EventNotifier.SubscribeToEvents });
        new MachineIdentification("Acme", "4711", "urn:acme:4711") { Model = "P3", YearOfConstruction = 2019 }.AddTo(edit, types, Machine);
        for (var i = 0; i < _values.Count; i++)
        {
            var (name, value) = _values[i];
            edit.AddVariable(Machine, new NodeId(1, name), new QualifiedName(1, name), new VariableSettings
            {
                DataType = new NodeId((uint)value.Type),
                ValueRank = value.ValueRank,
                Access = name switch { "ReadOnly" => AccessLevel.CurrentRead, "History" => AccessLevel.CurrentRead | AccessLevel.HistoryRead, _ => AccessLevel.ReadWrite },
                Historizing = name == "History",
                Unit = name == "Ramp" ? EngineeringUnit.Unece("CEL", "°C") : null,
                Range = name == "Ramp" ? new ValueRange(0, 1_000_000) : null,
                Description = name == "Ramp" ? "Rises by one at a time" : null,
            }, i);
        }
        var number = new NodeId((uint)BuiltInType.Double);
        edit.AddMethod(Machine, new NodeId(1, "Add"), new QualifiedName(1, "Add"), new MethodSettings
        {
            Inputs = [new MethodArgument("A", number), new MethodArgument("B", number)],
            Outputs = [new MethodArgument("Sum", number)],
        }, 1);
        AddOrder(edit);
    }

    private static void AddOrder(AddressSpaceEdit edit)
    {
        var text = new NodeId((uint)BuiltInType.String);
        edit.AddEnumeration(new NodeId(1, 3001), new QualifiedName(1, "Priority"), ["Low", "High"]);
        edit.AddStructure(new NodeId(StandardIds.Structure), new NodeId(1, 3002), new NodeId(1, 5002), new QualifiedName(1, "Order"),
            [new("Number", new NodeId((uint)BuiltInType.UInt32)), new("Customer", text), new("Priority", new NodeId(1, 3001)), new("Weights", new NodeId((uint)BuiltInType.Double), 1)]);
        using var writer = new UaWriter(64);
        writer.WriteUInt32(42);
        writer.WriteString("Müller");
        writer.WriteInt32(1);
        writer.WriteInt32(2);
        writer.WriteDouble(1.5);
        writer.WriteDouble(2.5);
        edit.AddConstant(Machine, new NodeId(1, "Order"), new QualifiedName(1, "Order"), new VariableSettings { DataType = new NodeId(1, 3002) },
            new Variant(new ExtensionObject(new NodeId(1, 5002), writer.Written.ToArray())));
    }

    private void Tick()
    {
        lock (_setting)
        {
            _ramp++;
            _server.Values.Set(_values.FindIndex(static v => v.Name == "Ramp"), new DataValue(new Variant(_ramp), default, UaDateTime.From(TimeProvider.System.GetUtcNow())));
            _server.Raise(new UaEvent
            {
                EventType = new NodeId(_ramp % 2 == 0 ? StandardIds.SystemEventType : StandardIds.BaseEventType),
                SourceNode = Machine,
                SourceName = "Machine",
                Message = new LocalizedText("Tick"),
                Severity = 300,
                Fields = new Dictionary<string, Variant> { ["Batch"] = new("B7") },
            });
        }
    }
}
