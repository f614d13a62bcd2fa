using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Interop.Tests.OpcUa;

/// <summary>Our library and node-opcua's discovery server.</summary>
public class DiscoveryTests
{
    private const string ServerUri = "urn:interop:client";
    private const string ServerUrl = "opc.tcp://localhost:4840";

    [Fact]
    public async Task A_server_makes_itself_known_to_a_discovery_server_of_node_opcua_is_found_there_and_leaves()
    {
        await using var directory = await NodeOpcUa.StartAsync("node_opcua_discovery.mjs");
        var server = new RegisteredServer(ServerUri, "urn:interop:product", [new LocalizedText("en", "Press 3")], ApplicationType.Server, null, [ServerUrl], null, true);
        Assert.DoesNotContain(await FindAsync(directory), s => s.ApplicationUri == ServerUri);
        // Its certificate is made for this machine's name.
        var options = directory.Options() with { CheckHostName = false };
        await Discovery.RegisterAsync(directory.Url, options, server, null, CancellationToken.None);
        var found = Assert.Single(await FindAsync(directory), s => s.ApplicationUri == ServerUri);
        Assert.Equal((ApplicationType.Server, "Press 3", ServerUrl), (found.ApplicationType, found.ApplicationName.Text, Assert.Single(found.DiscoveryUrls)));
        await Discovery.RegisterAsync(directory.Url, options, server with { IsOnline = false }, null, CancellationToken.None);
        Assert.DoesNotContain(await FindAsync(directory), s => s.ApplicationUri == ServerUri);
    }

    private static Task<IReadOnlyList<ApplicationDescription>> FindAsync(NodeOpcUa directory) =>
        Discovery.FindServersAsync(directory.Url, directory.Options(), CancellationToken.None);
}
