namespace Millwright.OpcUa.Server;

/// <summary>All services of a server.</summary>
internal sealed record ServiceSet(DiscoveryServices Discovery, SessionServices Sessions, DataServices Data, WatchServices Watching);
