using System.Globalization;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.Protocols.Tests.OpcUa.Channel;
using Millwright.Protocols.Tests.OpcUa.Server;

namespace Millwright.Protocols.Tests.OpcUa.Attacks;

/// <summary>
/// Peers that begin and do not go on: each is reaped within the time to open a channel, and honest clients come in meanwhile.
/// <c>MILLWRIGHT_SLOW_PEERS</c> sets how many, such as 5000.
/// </summary>
[Collection(AloneCollection.Name)]
public class SlowPeerTests
{
    private const int DefaultPeers = 250;

    private static readonly byte[] TlsHello =
        [0x16, 3, 1, 0, 0x2F, 1, 0, 0, 0x2B, 3, 3, .. new byte[32], 0, 0, 4, 0x13, 1, 0x13, 2, 1, 0];

    [Fact]
    public async Task Half_greetings_half_channels_and_TLS_are_reaped_in_time()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("MILLWRIGHT_SLOW_PEERS"), CultureInfo.InvariantCulture, out var asked) ? asked : DefaultPeers;
        await using var bench = new ServerBench(o => o with { Channels = o.Channels with { MaxConnections = count + 10 } });
        await using var honest = await HonestSession.StartAsync(bench);
        var open = OpenChunk.Seal(SecurityPolicy.None, null, null, 0, 1, 1, OpenRequest.Write(false, MessageSecurityMode.None, [], TimeSpan.FromHours(1), DateTimeOffset.UnixEpoch));
        byte[][] beginnings = [[], [.. "H"u8], RawPeer.Hello[..20], RawPeer.Hello, [.. RawPeer.Hello, .. open.AsSpan(0, open.Length - 1)], TlsHello];
        var peers = new List<RawPeer>();
        for (var i = 0; i < count; i++)
        {
            var peer = await RawPeer.ConnectAsync(bench.EndPoint);
            await peer.SendAsync(beginnings[i % beginnings.Length]);
            peers.Add(peer);
        }
        // TLS is no OPC UA and is closed at once; the others may still go on.
        var tls = (count / beginnings.Length) + (count % beginnings.Length > 5 ? 1 : 0);
        await ChannelBench.UntilAsync(() => bench.Server.Channels.Faulted == tls && bench.Server.Connections == count - tls + 1);
        await honest.HoldsAsync();
        await bench.ConnectAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt);
        // One that goes on a byte at a time is no exception.
        using var dripping = await RawPeer.ConnectAsync(bench.EndPoint);
        await ChannelBench.UntilAsync(() => bench.Server.Connections == count - tls + 3);
        for (var second = 0; second < 12; second++)
        {
            await dripping.SendAsync(RawPeer.Hello.AsMemory(second, 1));
            bench.Advance(1_000);
        }
        await ChannelBench.UntilAsync(() => bench.Server.Connections == 2);
        Assert.Equal(count - tls + 1, bench.Server.Channels.TimedOut);
        await honest.HoldsAsync();
        peers.ForEach(static peer => peer.Dispose());
    }
}
