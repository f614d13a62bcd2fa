using System.Net;

namespace Millwright.OpcUa.Client;

/// <summary>Where a client waits for its server to call (reverse connect, OPC 10000-6, 7.1.3): for servers behind a firewall that lets nobody in.</summary>
/// <param name="ListenOn">The address and port that the server is told to call.</param>
/// <param name="ServerUri">The application URI that the server must name; who names another is hung up on.</param>
public sealed record ReverseConnect(IPEndPoint ListenOn, string ServerUri)
{
    /// <summary>How long one attempt waits for a call.</summary>
    public TimeSpan WaitFor { get; init; } = TimeSpan.FromMinutes(1);
}
