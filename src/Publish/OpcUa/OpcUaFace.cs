using System.Net.Sockets;
using Millwright.Flow.Bus;
using Millwright.Model;
using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.Companions;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Server;
using Millwright.OpcUa.Types;
using Millwright.Publish.Plant;

namespace Millwright.Publish.OpcUa;

/// <summary>Shows the plant to OPC UA clients: values as they change, history, writes and commands through the gate.</summary>
public sealed class OpcUaFace : IAsyncDisposable
{
    private static readonly TimeSpan ListenAgain = TimeSpan.FromSeconds(5);

    private readonly OpcUaFaceParts _parts;
    private readonly OpcUaFaceOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly RefusalBook _refusals;
    private readonly PlantAccess _access;
    private readonly NameBook _names;
    private readonly CommandNodes _commands = new();
    private readonly Task _telling;
    private readonly UaAddressSpace _space;
    private readonly PlantNodes _nodes;
    private readonly OpcUaServer _server;
    private readonly List<ChannelIdentity> _identities = [];
    private readonly Task _feeding;
    private Task _listening = Task.CompletedTask;
    private volatile string? _address;
    private volatile string? _listenProblem;
    private volatile IReadOnlyList<string> _notShown = [];

    /// <summary>Prepares the address space and begins to take values; clients come in after <see cref="Listen"/>.</summary>
    /// <exception cref="IOException">The name book cannot be read or written.</exception>
    public OpcUaFace(OpcUaFaceParts parts, OpcUaFaceOptions options, PublishedPlant plant)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(plant);
        (_parts, _options) = (parts, options);
        _refusals = new(parts.Clock);
        _access = new(options.Writes, _commands);
        _names = new(parts.Files, parts.NameBook);
        var certificate = parts.OwnCertificate();
        var identity = new ChannelIdentity(certificate);
        _identities.Add(identity);
        var uri = CertificateNames.Of(certificate).ApplicationUri ?? throw new ArgumentException("The certificate carries no application URI.", nameof(parts));
        _space = CompanionTypes.CreateAddressSpace(uri, out var types, NodeNames.NamespaceOf(plant.Path));
        _nodes = new(_space, types, (ushort)_space.Namespaces.IndexOf(NodeNames.NamespaceOf(plant.Path)), plant.Path, _commands);
        Apply(plant);
        _server = new(_space, ServerOptions(uri, identity, plant));
        _parts.Users.Changed += EndSessionsOf;
        _feeding = FeedAsync();
        _telling = TellAsync();
    }

    /// <summary>How it is doing.</summary>
    public OpcUaFaceStatus Status => new(
        _address, _listenProblem ?? (_notShown is [var first, ..] ? $"{first}{(_notShown.Count > 1 ? $" and {_notShown.Count - 1} more" : "")} cannot be shown" : null),
        _nodes.TagCount, _server.Sessions, _server.Subscriptions, _server.MonitoredItems, _server.Counters.Notifications, _refusals.Count, _refusals.Recent);

    /// <summary>Lets clients in; an address that is taken is tried again until it is free.</summary>
    public void Listen()
    {
        if (!TryListen())
            _listening = ListenLaterAsync();
    }

    /// <summary>Puts another version of the plant in place; clients hear what came and went.</summary>
    /// <exception cref="IOException">The name book cannot be written; the version before stays.</exception>
    public void Apply(PublishedPlant plant)
    {
        ArgumentNullException.ThrowIfNull(plant);
        var handles = plant.Tags.Active;
        var definitions = handles.Select(h => plant.Tags[h]).ToList();
        var names = _names.NamesOf(definitions, plant.Path);
        var bounds = handles.Select(h => _parts.Writes.BoundsOf(h)).ToList();
        var nodes = new Dictionary<TagHandle, TagNode>(handles.Count);
        for (var i = 0; i < handles.Count; i++)
            nodes.Add(handles[i], TagNode.Of(definitions[i], names[i], bounds[i]));
        _access.Replace(handles.Select((h, i) => (h, bounds[i])), plant.Tags.Count);
        _notShown = _nodes.Apply(plant, nodes).Problems;
        foreach (var problem in _notShown.Take(10))
            FaceLog.NotShown(_parts.Logger, problem);
    }

    /// <summary>Uses the node's certificate as it is now for channels opened from now on.</summary>
    public void CertificateChanged()
    {
        // The ones before are still used by open channels; they go with the face.
        var identity = new ChannelIdentity(_parts.OwnCertificate());
        lock (_identities)
            _identities.Add(identity);
        _server.Identity = identity;
        FaceLog.CertificateChanged(_parts.Logger, CertificateValidator.Fingerprint(identity.Certificate));
    }

    public async ValueTask DisposeAsync()
    {
        _parts.Users.Changed -= EndSessionsOf;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        await _feeding.ConfigureAwait(false);
        await _telling.ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _space.Dispose();
        foreach (var identity in _identities)
        {
            identity.Dispose();
            identity.Certificate.Dispose();
        }
        _stop.Dispose();
    }

    private OpcUaServerOptions ServerOptions(string uri, ChannelIdentity identity, PublishedPlant plant)
    {
        var commands = new PlantCommands(plant.Tags, _parts.Writes, _commands, _parts.Calls, Refused);
        return new()
        {
            ApplicationUri = uri,
            ApplicationName = $"Millwright {plant.Path}",
            SoftwareVersion = _parts.Version,
            BuildNumber = _parts.Version,
            EndpointUrls = _options.Addresses,
            Channels = new()
            {
                Identity = identity,
                Guard = _parts.Guard,
                Offered = _options.Offered,
                // A client may have a channel besides its session's, for discovery.
                MaxConnections = _options.MaxSessions * 2 + 16,
            },
            Users = new() { AllowAnonymous = _options.Anonymous, UserName = _options.Users ? SignInAsync : null },
            Limits = new()
            {
                MaxSessions = _options.MaxSessions,
                MaxSubscriptions = _options.MaxSubscriptions,
                MaxMonitoredItems = _options.MaxItems,
                MinPublishingIntervalMs = _options.MinInterval.TotalMilliseconds,
            },
            Writer = commands,
            Methods = commands,
            Conditions = new PlantConditions(_parts.Events, Map, _nodes.Namespace, Refused),
            History = new PlantHistory(_parts.History, plant.Tags),
            Access = _access,
            OnIncident = OnIncident,
            Time = _parts.Clock,
        };
    }

    private async ValueTask<UserIdentity?> SignInAsync(string name, string password, string peer, CancellationToken cancellation) =>
        await _parts.Users.SignInAsync(name, password, peer, cancellation).ConfigureAwait(false) is { } identity
            ? new UserIdentity(UserKind.UserName, identity.Name, identity)
            : null;

    private void EndSessionsOf(string account) => _server.EndSessions(user => user.Name.Equals(account, StringComparison.OrdinalIgnoreCase));

    private void OnIncident(ServerIncident incident)
    {
        if (incident.Fault is { } fault)
            FaceLog.Failed(_parts.Logger, incident.Peer, incident.Message, fault);
        else
            Note(incident.Peer, incident.Status, incident.Message);
    }

    private void Refused(ServiceCaller caller, StatusCode status, string what) => Note(caller.Peer, status, what);

    private void Note(string peer, StatusCode status, string what)
    {
        if (_refusals.Add(peer, status, what))
            FaceLog.Refused(_parts.Logger, peer, status.Name ?? status.ToString(), what);
    }

    private bool TryListen()
    {
        try
        {
            var bound = _server.Listen(_options.EndPoint);
            _address = $"opc.tcp://{bound}";
            _listenProblem = null;
            FaceLog.Listening(_parts.Logger, _address, _nodes.TagCount);
            return true;
        }
        catch (SocketException e)
        {
            if (_listenProblem is null)
                FaceLog.CannotListen(_parts.Logger, _options.Listen, e.Message);
            _listenProblem = $"OPC UA cannot listen on {_options.Listen}: {e.Message}";
            return false;
        }
    }

    private async Task ListenLaterAsync()
    {
        try
        {
            do
                await Task.Delay(ListenAgain, _parts.Clock, _stop.Token).ConfigureAwait(false);
            while (!TryListen());
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The face ends before the address was free.
        }
    }

    /// <summary>Carries the newest value of each tag that changed; a reader that falls behind skips values, never tags.</summary>
    private async Task FeedAsync()
    {
        const int MaxBatch = 16 * 1024;
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var subscription = _parts.Bus.Subscribe("opc-ua", new(Delivery.Conflating, null, MaxBatch));
                while (true)
                {
                    using var batch = await subscription.ReadAsync(_stop.Token).ConfigureAwait(false);
                    Put(batch);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
            {
                FaceLog.FeedFailed(_parts.Logger, fault);
                await Task.Delay(TimeSpan.FromSeconds(1), _parts.Clock, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Tells what happens. When events were left out because too many came, clients are asked to refresh what stands.</summary>
    private async Task TellAsync()
    {
        const int Room = 10_000;
        const uint RefreshRequiredEventType = 2789;
        await Task.Yield();
        using var subscription = _parts.Events.Bus.Subscribe(Room);
        var missed = 0L;
        try
        {
            while (true)
            {
                var happened = await subscription.ReadAsync(_stop.Token).ConfigureAwait(false);
                _server.Raise(Map(happened));
                if (subscription.Missed == missed)
                    continue;
                missed = subscription.Missed;
                _server.Raise(new UaEvent
                {
                    EventType = new NodeId(RefreshRequiredEventType),
                    Time = UaDateTime.From(_parts.Clock.GetUtcNow()),
                    Message = new LocalizedText("Events were left out because too many came: refresh the conditions."),
                });
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The face ends.
            return;
        }
    }

    private UaEvent Map(Event happened) => EventMapping.Map(happened, _nodes.NodeAt(happened.Source), _nodes.Namespace);

    private void Put(SampleBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
            _server.Values.Set(batch.Tags[i].Index, ValueMapping.ToDataValue(batch.Value(i), batch.Qualities[i], batch.SourceTimes[i]));
    }
}
