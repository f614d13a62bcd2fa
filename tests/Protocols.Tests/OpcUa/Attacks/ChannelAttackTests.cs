using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.Fakes;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;
using Millwright.Protocols.Tests.OpcUa.Pki;
using Millwright.Protocols.Tests.OpcUa.Server;

namespace Millwright.Protocols.Tests.OpcUa.Attacks;

/// <summary>Attacks from outside: on connections, channels and certificates. Each while an honest session works.</summary>
[Collection(AloneCollection.Name)]
public sealed class ChannelAttackTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pki-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Attack_1_certificate_chains_that_go_in_a_circle()
    {
        var store = new CertificateStore(_folder, new ManualClock());
        var (one, two) = (TestCertificates.CreateAuthority("CN=One"), TestCertificates.CreateAuthority("CN=Two"));
        var circle = new[] { Sign("CN=One", one, two), Sign("CN=Two", two, one) };
        // The circle stands both in what is sent and among what the server knows.
        Array.ForEach(circle, store.AddIssuer);
        await using var bench = new ServerBench(o => o with { Channels = o.Channels with { Guard = store } });
        await using var honest = await HonestSession.StartAsync(bench);
        using var leaf = TestCertificates.Issue(two);
        for (var round = 0; round < 20; round++)
        {
            var sent = Enumerable.Range(0, round % 10).Select(i => circle[(i + 1) % 2]).ToList();
            var refused = await Assert.ThrowsAnyAsync<Exception>(() => bench.OpenAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt, new ChannelIdentity(leaf, sent)));
            Assert.True(refused is UaException { Status.IsBad: true }, refused.ToString());
        }
        await honest.HoldsAsync();
        Assert.Equal(20, bench.Incidents.Count(i => i.Status == StatusCodes.BadCertificateChainIncomplete || i.Status == StatusCodes.BadCertificateInvalid || i.Status == StatusCodes.BadCertificateUntrusted));
    }

    [Fact]
    public async Task Attack_2_chunks_that_never_make_a_message()
    {
        await using var bench = new ServerBench();
        await using var honest = await HonestSession.StartAsync(bench);
        var peers = new List<RawPeer>();
        var body = new byte[60_000];
        for (var i = 0; i < 150; i++)
        {
            var peer = await RawPeer.OpenAsync(bench.EndPoint);
            peers.Add(peer);
            // As much as one channel may hold, and then not the end.
            for (var chunk = 0; chunk < 4 && await peer.SendAsync(peer.Chunk('C', 1, body)); chunk++)
            {
            }
        }
        await ChannelBench.UntilAsync(() => bench.Server.Channels.Faulted > 0);
        await honest.HoldsAsync();
        // One that begins over and over, each time with an abort.
        using var restless = await RawPeer.OpenAsync(bench.EndPoint);
        for (uint request = 1; request < 300; request++)
        {
            await restless.SendAsync(restless.Chunk('C', request, body));
            await restless.SendAsync(restless.Chunk('A', request, [0, 0, 0, 0x80, 255, 255, 255, 255]));
        }
        await honest.HoldsAsync();
        peers.ForEach(static peer => peer.Dispose());
        await ChannelBench.UntilAsync(() => bench.Server.Connections <= 2);
        using var after = await RawPeer.OpenAsync(bench.EndPoint);
        Assert.True(await after.SendAsync(after.Chunk('C', 1, body)));
        await honest.HoldsAsync();
    }

    [Fact]
    public async Task Attack_3_thousands_of_channels()
    {
        await using var bench = new ServerBench(o => o with { Channels = o.Channels with { MaxConnections = 100 } });
        await using var honest = await HonestSession.StartAsync(bench);
        var peers = new Queue<RawPeer>();
        for (var i = 0; i < 3_000; i++)
        {
            peers.Enqueue(await RawPeer.OpenAsync(bench.EndPoint));
            // The attacker keeps what it can; the server has long closed the oldest.
            if (peers.Count > 400)
                peers.Dequeue().Dispose();
        }
        Assert.InRange(bench.Server.Connections, 2, 100);
        await honest.HoldsAsync();
        // A new honest client comes in through it.
        await bench.ConnectAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt);
        while (peers.TryDequeue(out var peer))
            peer.Dispose();
        await ChannelBench.UntilAsync(() => bench.Server.Connections == 2);
    }

    private static X509Certificate2 Sign(string subject, X509Certificate2 subjectKey, X509Certificate2 issuer)
    {
        using var key = subjectKey.GetRSAPrivateKey()!;
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.Create(issuer, TestCertificates.Now.AddDays(-8), TestCertificates.Now.AddDays(800), [7]);
    }
}
