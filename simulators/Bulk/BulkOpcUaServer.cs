using System.Globalization;
using System.Net;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.NamespaceZero;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;

namespace Millwright.Simulators.Bulk;

/// <summary>
/// An OPC UA server with any number of variables for benchmarks and load tests, without security on loopback. Below Objects/Bulk stand folders
/// <c>0000</c>, <c>0001</c> and on, with variables of type Double whose ids are their numbers. Changing values allocates nothing.
/// </summary>
public sealed class BulkOpcUaServer : IAsyncDisposable
{
    /// <summary>The namespace of the variables.</summary>
    public const string NamespaceUri = "urn:millwright:simulated:bulk";

    private const int Portions = 10;
    private const uint FolderIds = 100_000_000;

    private readonly BulkOpcUaOptions _options;
    private readonly TimeProvider _time;
    private readonly UaAddressSpace _space;
    private readonly OpcUaServer _server;
    private ITimer? _timer;
    private long _portion;
    private int _changing;

    private BulkOpcUaServer(BulkOpcUaOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _space = StandardAddressSpace.Create("urn:millwright:simulated:server:bulk");
        AddNodes(_space.Namespaces.GetOrAdd(NamespaceUri));
        _server = new OpcUaServer(_space, new OpcUaServerOptions
        {
            ApplicationUri = "urn:millwright:simulated:server:bulk",
            ApplicationName = "Simulated bulk",
            Channels = new ChannelListenerOptions { Offered = [new OfferedSecurity(SecurityPolicy.None, MessageSecurityMode.None)] },
            Users = new UserVerifiers { AllowAnonymous = true },
            Time = time,
        });
        for (var i = 0; i < options.Nodes; i++)
            _server.Values.Set(i, Value(i, 0));
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    public string Url => $"opc.tcp://{EndPoint}";

    /// <summary>Counts, sessions and items, to be read by a benchmark.</summary>
    public OpcUaServer Server => _server;

    /// <summary>Opens the port and lets values change until it is disposed.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public static async Task<BulkOpcUaServer> StartAsync(BulkOpcUaOptions options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Nodes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Nodes, 1_000_000, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.NodesPerFolder, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.NodesPerFolder, 10_000, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ChangeEvery, TimeSpan.FromMilliseconds(10), nameof(options));
        if (!IPAddress.IsLoopback(options.Address))
            throw new ArgumentException($"{options.Address} is not loopback; a server without security stays there", nameof(options));
        var bulk = new BulkOpcUaServer(options, time);
        try
        {
            bulk.EndPoint = bulk._server.Listen(new IPEndPoint(options.Address, options.Port));
        }
        catch
        {
            await bulk.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        var tick = options.ChangeEvery / Portions;
        bulk._timer = time.CreateTimer(static server => ((BulkOpcUaServer)server!).Change(), bulk, tick, tick);
        return bulk;
    }

    /// <summary>The value of a variable after so many changes: each begins elsewhere, so that a mixed-up one is noticed.</summary>
    public static double ValueAt(int node, long changes) => (node * 31L) + changes;

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _space.Dispose();
    }

    private void AddNodes(ushort ns)
    {
        var settings = new VariableSettings { DataType = new NodeId((uint)BuiltInType.Double) };
        var root = new NodeId(ns, FolderIds);
        using var edit = _space.Edit();
        edit.AddFolder(new NodeId(StandardIds.ObjectsFolder), root, new QualifiedName(ns, "Bulk"));
        for (var i = 0; i < _options.Nodes; i++)
        {
            var number = (uint)(i / _options.NodesPerFolder);
            var folder = new NodeId(ns, FolderIds + 1 + number);
            if (i % _options.NodesPerFolder == 0)
                edit.AddFolder(root, folder, new QualifiedName(ns, number.ToString("D4", CultureInfo.InvariantCulture)));
            edit.AddVariable(folder, new NodeId(ns, (uint)i), new QualifiedName(ns, $"v{i}"), settings, i);
        }
    }

    private void Change()
    {
        // A timer fires again while a long change still runs.
        if (Interlocked.Exchange(ref _changing, 1) != 0)
            return;
        var changes = (_portion / Portions) + 1;
        for (var i = (int)(_portion % Portions); i < _options.Nodes; i += Portions)
            _server.Values.Set(i, Value(i, changes));
        _portion++;
        Volatile.Write(ref _changing, 0);
    }

    private DataValue Value(int node, long changes) => new(new Variant(ValueAt(node, changes)), default, UaDateTime.From(_time.GetUtcNow()));
}
