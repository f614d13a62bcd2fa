using Millwright.OpcUa.Channel;
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
    public static async Task<IReadOnlyList<EndpointDescription>> GetEndpointsAsync(string endpointUrl, OpcUaClientOptions options, CancellationToken cancellation)
    {
        var channel = await OpenAsync(endpointUrl, options, cancellation).ConfigureAwait(false);
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

    private static Task<ClientChannel> OpenAsync(string endpointUrl, OpcUaClientOptions options, CancellationToken cancellation)
    {
        var plain = new ClientChannelOptions
        {
            EndpointUrl = endpointUrl,
            Limits = options.Limits,
            OpenTimeout = options.OpenTimeout,
            Loop = options.Loop,
            Time = options.Time,
        };
        return ClientChannel.OpenAsync(plain, cancellation);
    }
}
