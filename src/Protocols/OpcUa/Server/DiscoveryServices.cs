using Millwright.OpcUa.Messages;

namespace Millwright.OpcUa.Server;

/// <summary>GetEndpoints and FindServers (OPC 10000-4, 5.5).</summary>
internal sealed class DiscoveryServices(OpcUaServerOptions options, EndpointList endpoints)
{
    public void GetEndpoints(ReplyTarget target, GetEndpointsRequest request)
    {
        var isWanted = request.ProfileUris.Count == 0 || request.ProfileUris.Contains(EndpointList.TransportProfile);
        target.Send(new GetEndpointsResponse(isWanted ? endpoints.Describe(request.EndpointUrl) : []));
    }

    public void FindServers(ReplyTarget target, FindServersRequest request)
    {
        var isWanted = request.ServerUris.Count == 0 || request.ServerUris.Contains(options.ApplicationUri);
        target.Send(new FindServersResponse(isWanted ? [endpoints.DescribeServer(request.EndpointUrl)] : []));
    }
}
