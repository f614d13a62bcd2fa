using Millwright.OpcUa.Channel;

namespace Millwright.OpcUa.Server;

/// <summary>What a server is and what it allows.</summary>
public sealed record OpcUaServerOptions
{
    /// <summary>The URI that stands in the server's certificate.</summary>
    public required string ApplicationUri { get; init; }

    public string ApplicationName { get; init; } = "Millwright";

    public string ProductUri { get; init; } = "urn:millwright";

    public string ManufacturerName { get; init; } = "Millwright";

    public string SoftwareVersion { get; init; } = "";

    public string BuildNumber { get; init; } = "";

    /// <summary>Where channels come in: certificate, trust, policies and modes. Without changes only SignAndEncrypt is offered.</summary>
    public ChannelListenerOptions Channels { get; init; } = new();

    /// <summary>The URLs clients are told, such as <c>opc.tcp://press-3:4840</c>; the one the client used when empty.</summary>
    public IReadOnlyList<string> EndpointUrls { get; init; } = [];

    public UserVerifiers Users { get; init; } = new();

    public ServerLimits Limits { get; init; } = new();

    /// <summary>Carries out writes; null refuses all.</summary>
    public IValueWriter? Writer { get; init; }

    /// <summary>Carries out methods; null refuses all.</summary>
    public IMethodCaller? Methods { get; init; }

    /// <summary>Reads history; null has none.</summary>
    public IHistoryReader? History { get; init; }

    /// <summary>Changes history for clients; null refuses it.</summary>
    public IHistoryWriter? HistoryWriter { get; init; }

    /// <summary>Decides what clients may change of the address space; null refuses all of it.</summary>
    public INodeOwner? Nodes { get; init; }

    /// <summary>Says what users may do; null lets each do what the variables allow.</summary>
    public IAccessPolicy? Access { get; init; }

    /// <summary>Conditions for ConditionRefresh and their commands; null has none.</summary>
    public IConditionSource? Conditions { get; init; }

    /// <summary>Lets an administrator manage certificates and trust over the network; null offers none of it.</summary>
    public PushManagement? Push { get; init; }

    /// <summary>What a listener of trouble hears: channels refused, requests that failed inside. Must not block.</summary>
    public Action<ServerIncident>? OnIncident { get; init; }

    /// <summary>The clock of everything.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
