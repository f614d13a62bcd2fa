using System.Net;
using System.Net.Sockets;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.Companions;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Wire.Transports;

namespace Millwright.Simulators.OpcUa;

/// <summary>An OPC UA server of the plant, which faults can stop, restart and disturb.</summary>
internal sealed class OpcUaPort : IAsyncDisposable
{
    private const int UsualConnections = 64;

    private readonly OpcUaPlan _plan;
    private readonly IPAddress _address;
    private readonly IoLoop? _loop;
    private readonly SlowableClock _time;
    private readonly ServerCertificates? _certificates;
    private readonly MachineFeed[] _feeds;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Lock _gate = new();
    private OpcUaServer? _server;
    private UaAddressSpace? _space;
    private int _closures;
    private int _connections = UsualConnections;
    private bool _isReordered;
    private bool _isExpired;

    /// <exception cref="ArgumentException">The address is not loopback, and there is no folder for certificates.</exception>
    public OpcUaPort(OpcUaPlan plan, SimulatedOpcUaOptions options, IPAddress address, IoLoop? loop, TimeProvider time)
    {
        if (options.PkiFolder is null && !IPAddress.IsLoopback(address))
            throw new ArgumentException($"simulated {plan.Name}: OPC UA without security is for loopback, not {address}; name a folder for certificates", nameof(options));
        (_plan, _address, _loop) = (plan, address, loop);
        _time = new SlowableClock(time);
        _certificates = options.PkiFolder is { } folder ? new ServerCertificates(folder, plan, address, time) : null;
        _feeds = [.. plan.Machines.Select(static (machine, i) => new MachineFeed(machine, i))];
        Port = plan.Port;
    }

    public string Name => _plan.Name;

    public bool IsShared => _plan.IsShared;

    /// <summary>The port that is or was open.</summary>
    public int Port { get; private set; }

    public string Url => $"opc.tcp://{new IPEndPoint(_address, Port)}";

    /// <summary>Sessions open now.</summary>
    public int Sessions => _server?.Sessions ?? 0;

    /// <summary>How many times later than promised the server samples and publishes; 1 is as it should be.</summary>
    public double Slowness
    {
        get => _time.Factor;
        set => _time.Factor = value;
    }

    /// <summary>Opens the port for the first time.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public Task OpenAsync() => ChangeAsync(static () => { });

    /// <summary>Stops the server for one reason; it starts again when every reason has gone.</summary>
    public Task CloseAsync() => ChangeAsync(() => _closures++);

    public Task ReopenAsync() => ChangeAsync(() => _closures--);

    /// <summary>Drops every connection and starts anew.</summary>
    public Task RestartAsync() => ChangeAsync(static () => { });

    public Task LimitAsync(int? connections) => ChangeAsync(() => _connections = connections ?? UsualConnections);

    /// <summary>Restarts with each namespace under its neighbour's index, or in the usual order.</summary>
    public Task ReorderAsync(bool isReordered) => ChangeAsync(() => _isReordered = isReordered);

    /// <summary>Restarts with a certificate that ran out yesterday, or with the proper one.</summary>
    /// <exception cref="ArgumentException">The server has no certificates.</exception>
    public Task ExpireAsync(bool isExpired) => _certificates is null
        ? throw new ArgumentException($"simulated {Name} has no certificate that could run out; start it with a folder for certificates")
        : ChangeAsync(() => _isExpired = isExpired);

    /// <summary>Closes every session, with its subscriptions; the channels stay open.</summary>
    public void EndSessions() => _server?.EndSessions(static _ => true);

    /// <summary>Does something to a machine's values, to be seen at once.</summary>
    public void Disturb(string machine, Action<MachineFeed> how)
    {
        lock (_gate)
            how(Feed(machine));
        Publish();
    }

    /// <summary>Takes every third process value of a machine out of the address space.</summary>
    public void RemoveNodes(string machine)
    {
        IReadOnlyList<NodeId> removed;
        lock (_gate)
            removed = _server is null ? [] : Feed(machine).RemoveSome();
        if (removed.Count == 0)
            return;
        using var edit = _space!.Edit();
        foreach (var id in removed)
            edit.Remove(id);
    }

    /// <summary>Puts back what <see cref="RemoveNodes"/> took; a restart did so already.</summary>
    public void RestoreNodes(string machine)
    {
        var feed = Feed(machine);
        if (_server is null)
            return;
        using (var edit = _space!.Edit())
            feed.AddRemoved(edit);
        lock (_gate)
            feed.Restored();
        Publish();
    }

    /// <summary>Brings the server up to date with its machines.</summary>
    public void Publish()
    {
        lock (_gate)
        {
            if (_server is null)
                return;
            var now = UaDateTime.From(_time.GetUtcNow());
            foreach (var feed in _feeds)
                feed.Publish(now);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        await StopAsync().ConfigureAwait(false);
        _changing.Dispose();
    }

    private MachineFeed Feed(string machine) => Array.Find(_feeds, feed => feed.Machine.Name == machine)
        ?? throw new ArgumentException($"simulated {Name} shows no machine {machine}", nameof(machine));

    private async Task ChangeAsync(Action change)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            await StopAsync().ConfigureAwait(false);
            change();
            if (_closures == 0)
                Start();
        }
        finally
        {
            _changing.Release();
        }
    }

    private void Start()
    {
        var space = CompanionTypes.CreateAddressSpace(_plan.ApplicationUri, out var companions);
        string[] uris = [PlantTypes.Uri, .. _plan.Machines.Select(OpcUaPlan.NamespaceOf)];
        // Moved up by one, each machine's old index is its neighbour's: a client that kept numbers reads wrong values, not errors.
        foreach (var uri in _isReordered ? [.. uris.Skip(1), uris[0]] : uris)
            space.Namespaces.GetOrAdd(uri);
        PlantTypes types;
        var nodes = new MachineNodes[_feeds.Length];
        using (var edit = space.Edit())
        {
            types = new PlantTypes(edit, (ushort)space.Namespaces.IndexOf(PlantTypes.Uri));
            for (var i = 0; i < nodes.Length; i++)
            {
                var machine = _feeds[i].Machine;
                nodes[i] = new MachineNodes(machine, i, (ushort)space.Namespaces.IndexOf(OpcUaPlan.NamespaceOf(machine)), types);
                nodes[i].AddTo(edit, companions);
            }
        }
        var server = new OpcUaServer(space, Options());
        lock (_gate)
        {
            (_server, _space) = (server, space);
            for (var i = 0; i < nodes.Length; i++)
                _feeds[i].Attach(server, nodes[i], types);
        }
        Publish();
        try
        {
            Port = server.Listen(new IPEndPoint(_address, Port)).Port;
        }
        catch (SocketException failure)
        {
            throw new IOException($"simulated {Name}: {_address}:{Port}: {failure.Message}; stop the program that has the port, or choose another base port", failure);
        }
    }

    private OpcUaServerOptions Options()
    {
        var service = new MachineService(_feeds, _gate, Publish);
        return new OpcUaServerOptions
        {
            ApplicationUri = _plan.ApplicationUri,
            ApplicationName = $"Simulated {Name}",
            ProductUri = "urn:millwright:simulated",
            Channels = new ChannelListenerOptions
            {
                Identity = _certificates is null ? null : _isExpired ? _certificates.Expired() : _certificates.Valid(),
                Guard = new AnyClient(),
                Offered = [.. Offered()],
                MaxConnections = _connections,
                Loop = _loop,
            },
            Users = new UserVerifiers { AllowAnonymous = true },
            Writer = service,
            Methods = service,
            History = service,
            Time = _time,
        };
    }

    private IEnumerable<OfferedSecurity> Offered() =>
        (_certificates is null ? [] : new ChannelListenerOptions().Offered)
        .Concat(IPAddress.IsLoopback(_address) ? [new OfferedSecurity(SecurityPolicy.None, MessageSecurityMode.None)] : []);

    private async Task StopAsync()
    {
        OpcUaServer? server;
        UaAddressSpace? space;
        lock (_gate)
        {
            (server, space) = (_server, _space);
            (_server, _space) = (null, null);
            foreach (var feed in _feeds)
                feed.Detach();
        }
        if (server is not null)
            await server.DisposeAsync().ConfigureAwait(false);
        space?.Dispose();
    }
}
