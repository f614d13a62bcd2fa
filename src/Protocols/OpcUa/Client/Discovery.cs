using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Asks servers what they offer, without a session and without security (OPC 10000-4, 5.5).</summary>
public static class Discovery
{
    /// <summary>The endpoints of a server.</summary>
    /// <param name="endpointUrl">Such as <c>opc.tcp://press3:4840</c>.</param>
    /// <param name="options">Limits and time-outs.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="IOException">Refused, unreachable, unknown name.</exception>
    /// <exception cref="TimeoutException">Not connected in time.</exception>
    /// <exception cref="UaException">The server answered with a failure.</exception>
    public static Task<IReadOnlyList<EndpointDescription>> GetEndpointsAsync(string endpointUrl, OpcUaClientOptions options, CancellationToken cancellation) =>
        AskEndpointsAsync(endpointUrl, options, ClientChannel.OpenAsync, cancellation);

    internal static async Task<IReadOnlyList<EndpointDescription>> AskEndpointsAsync(
        string endpointUrl, OpcUaClientOptions options, Func<ClientChannelOptions, CancellationToken, Task<ClientChannel>> open, CancellationToken cancellation)
    {
        var channel = await open(Plain(endpointUrl, options), cancellation).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            var session = new UaSession(options, channel);
            var response = await session.InvokeAsync<GetEndpointsRequest, GetEndpointsResponse>(
                new GetEndpointsRequest(endpointUrl, [], []), cancellation, options.OpenTimeout).ConfigureAwait(false);
            return response.Endpoints;
        }
    }

    /// <summary>The servers that a server or discovery server knows of.</summary>
    /// <inheritdoc cref="GetEndpointsAsync"/>
    public static async Task<IReadOnlyList<ApplicationDescription>> FindServersAsync(string endpointUrl, OpcUaClientOptions options, CancellationToken cancellation)
    {
        var channel = await OpenAsync(endpointUrl, options, cancellation).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            var session = new UaSession(options, channel);
            var response = await session.InvokeAsync<FindServersRequest, FindServersResponse>(
                new FindServersRequest(endpointUrl, [], []), cancellation, options.OpenTimeout).ConfigureAwait(false);
            return response.Servers;
        }
    }

    /// <summary>Servers that a discovery server has seen on the network by multicast (OPC 10000-4, 5.5.3).</summary>
    /// <param name="endpointUrl">The discovery server.</param>
    /// <param name="options">Limits and time-outs.</param>
    /// <param name="capabilities">Only servers with all of these capabilities, such as <c>DA</c>; none for all servers.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="IOException">Refused, unreachable, unknown name.</exception>
    /// <exception cref="TimeoutException">Not connected in time.</exception>
    /// <exception cref="UaException">The server answered with a failure.</exception>
    public static async Task<IReadOnlyList<ServerOnNetwork>> FindServersOnNetworkAsync(
        string endpointUrl, OpcUaClientOptions options, IReadOnlyList<string?> capabilities, CancellationToken cancellation)
    {
        var channel = await OpenAsync(endpointUrl, options, cancellation).ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            var session = new UaSession(options, channel);
            var response = await session.InvokeAsync<FindServersOnNetworkRequest, FindServersOnNetworkResponse>(
                new FindServersOnNetworkRequest(0, 0, capabilities), cancellation, options.OpenTimeout).ConfigureAwait(false);
            return response.Servers;
        }
    }

    /// <summary>
    /// Makes a server known to a discovery server, or tells it that the server goes (OPC 10000-4, 5.5.5 and 5.5.6). The channel is as secure as
    /// the options say, for a discovery server believes what it can verify alone. To be repeated at least every 10 minutes.
    /// </summary>
    /// <param name="endpointUrl">The discovery server.</param>
    /// <param name="options">Identity, guard, policy and time-outs; the identity is that of the server.</param>
    /// <param name="server">The server; not online takes it off the list.</param>
    /// <param name="announcement">How it is to be announced by multicast; null leaves it alone.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="IOException">Refused, unreachable, unknown name.</exception>
    /// <exception cref="TimeoutException">Not connected in time.</exception>
    /// <exception cref="UaException">The discovery server refused.</exception>
    public static async Task RegisterAsync(
        string endpointUrl, OpcUaClientOptions options, RegisteredServer server, MdnsDiscoveryConfiguration? announcement, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(server);
        var session = await new SessionOpener(options, options.Loop).OpenChannelAsync(endpointUrl, cancellation).ConfigureAwait(false);
        await using (session.Channel.ConfigureAwait(false))
        {
            try
            {
                ExtensionObject[] configuration = announcement is null ? [] : [announcement.ToExtensionObject()];
                await session.InvokeAsync<RegisterServer2Request, RegisterServer2Response>(
                    new RegisterServer2Request(server, configuration), cancellation, options.RequestTimeout).ConfigureAwait(false);
            }
            catch (UaException old) when (old.Status == StatusCodes.BadServiceUnsupported || old.Status == StatusCodes.BadNotImplemented)
            {
                await session.InvokeAsync<RegisterServerRequest, RegisterServerResponse>(
                    new RegisterServerRequest(server), cancellation, options.RequestTimeout).ConfigureAwait(false);
            }
        }
    }

    private static Task<ClientChannel> OpenAsync(string endpointUrl, OpcUaClientOptions options, CancellationToken cancellation) =>
        ClientChannel.OpenAsync(Plain(endpointUrl, options), cancellation);

    private static ClientChannelOptions Plain(string endpointUrl, OpcUaClientOptions options) => new()
    {
        EndpointUrl = endpointUrl,
        Limits = options.Limits,
        OpenTimeout = options.OpenTimeout,
        Loop = options.Loop,
        Time = options.Time,
    };
}
