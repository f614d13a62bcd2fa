using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millwright.Fakes;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Channel;
using Millwright.Protocols.Tests.OpcUa.Pki;
using Millwright.Protocols.Tests.OpcUa.Server;

namespace Millwright.Protocols.Tests.OpcUa.Attacks;

/// <summary>What time and people do to certificates while clients are connected.</summary>
public sealed class CertificateLifeTests : IDisposable
{
    private const int Values = 90;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pki-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_certificate_that_expires_while_connected_ends_its_channel_and_no_other()
    {
        await using var bench = Serve(out var store);
        using var brief = ApplicationCertificate.Create(Request(TimeSpan.FromSeconds(20)), new ManualClock());
        store.AddTrusted(brief);
        store.AddTrusted(TestCertificates.Client);
        var (ending, lasting) = (await OpenAsync(bench, brief), await OpenAsync(bench, TestCertificates.Client));
        bench.Advance(15_000);
        Assert.True(ending.IsOpen && lasting.IsOpen);
        bench.Advance(11_000);
        await ending.Ended;
        Assert.True(lasting.IsOpen);
        Assert.Contains(bench.Incidents, i => i.Status == StatusCodes.BadCertificateTimeInvalid);
    }

    [Fact]
    public async Task A_peer_that_is_revoked_while_connected_is_dropped_at_the_next_check()
    {
        await using var bench = Serve(out var store);
        using var leaf = TestCertificates.Issue(TestCertificates.Authority);
        store.AddTrusted(TestCertificates.Authority);
        store.AddTrusted(TestCertificates.Client);
        WriteList(1);
        var (revoked, lasting) = (await OpenAsync(bench, leaf), await OpenAsync(bench, TestCertificates.Client));
        bench.Advance(10_000);
        Assert.True(revoked.IsOpen);
        WriteList(2, leaf);
        bench.Advance(5_000);
        await revoked.Ended;
        Assert.True(lasting.IsOpen);
        Assert.Contains(bench.Incidents, i => i.Status == StatusCodes.BadCertificateRevoked);
        await Assert.ThrowsAsync<UaException>(() => OpenAsync(bench, leaf));
    }

    [Theory]
    [InlineData("wrong usage", StatusCodes.BadCertificateUseNotAllowed)]
    [InlineData("wrong extended usage", StatusCodes.BadCertificateUseNotAllowed)]
    [InlineData("not valid yet", StatusCodes.BadCertificateTimeInvalid)]
    [InlineData("expired", StatusCodes.BadCertificateTimeInvalid)]
    [InlineData("circle", StatusCodes.BadCertificateChainIncomplete)]
    [InlineData("stranger", StatusCodes.BadCertificateUntrusted)]
    public async Task A_client_with_a_bad_certificate_is_refused_and_the_servers_side_knows_why(string kind, StatusCodes expected)
    {
        await using var bench = Serve(out var store);
        store.AddTrusted(TestCertificates.Authority);
        WriteList(1);
        using var bad = Bad(kind);
        if (kind is "not valid yet" or "expired")
            store.AddTrusted(bad);
        await Assert.ThrowsAsync<UaException>(() => OpenAsync(bench, bad));
        Assert.Contains(bench.Incidents, i => i.Status == expected);
    }

    [Fact]
    public async Task A_new_certificate_of_the_server_costs_no_value()
    {
        var guard = new TrustAll();
        await using var bench = new ServerBench(o => o with { Time = TimeProvider.System, Channels = o.Channels with { Guard = guard, RecheckInterval = TimeSpan.Zero } });
        await using var client = bench.Client();
        await client.ConnectAsync();
        var sink = new Sink();
        var subscription = client.Subscribe(new SubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(20) }, sink);
        subscription.Add([new MonitoredItemRequest(1, new ExpandedNodeId(new NodeId(0, "Press.Speed"), TestCertificates.ServerUri, 0)) { SamplingIntervalMs = 0, QueueSize = 1_000 }]);
        await ChannelBench.UntilAsync(() => !sink.Values.IsEmpty);
        using var renewed = ApplicationCertificate.Renew(TestCertificates.Server, TimeSpan.FromDays(100), keepKey: false, new ManualClock());
        for (var value = 1; value <= Values; value++)
        {
            bench.Set(ServerBench.Speed, value);
            if (value == Values / 3)
                bench.Server.Identity = new ChannelIdentity(renewed);
            if (value == Values * 2 / 3)
            {
                // The old channel ends, and the next one meets the new certificate.
                guard.Refuses = true;
                await ChannelBench.UntilAsync(() => bench.Server.Connections == 0);
                guard.Refuses = false;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
        await ChannelBench.UntilAsync(() => sink.Values.Contains(Values));
        Assert.Equal(Enumerable.Range(1, Values).Select(v => (double)v), sink.Values.Where(v => v != 12.5).Distinct());
        Assert.Equal(2, client.Statistics.Sessions);
        Assert.Equal(0, client.Statistics.LostMessages);
    }

    private static ApplicationCertificateRequest Request(TimeSpan lifetime) =>
        new() { CommonName = "Client", ApplicationUri = TestCertificates.ClientUri, DnsNames = ["localhost"], Lifetime = lifetime };

    private static Task<ClientChannel> OpenAsync(ServerBench bench, X509Certificate2 certificate) =>
        bench.OpenAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt, new ChannelIdentity(certificate));

    private static X509Certificate2 Bad(string kind)
    {
        var clock = new ManualClock();
        switch (kind)
        {
            case "wrong usage":
                return TestCertificates.Issue(TestCertificates.Authority, r => r.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyAgreement, true)));
            case "wrong extended usage":
                return TestCertificates.Issue(TestCertificates.Authority, r => r.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false)));
            case "not valid yet":
                clock.JumpTo(TestCertificates.Now.AddDays(2));
                return ApplicationCertificate.Create(Request(TimeSpan.FromDays(5)), clock);
            case "expired":
                clock.JumpTo(TestCertificates.Now.AddDays(-9));
                return ApplicationCertificate.Create(Request(TimeSpan.FromDays(5)), clock);
            case "circle":
                return TestCertificates.Issue(TestCertificates.CreateAuthority("CN=Two", TestCertificates.CreateAuthority("CN=One")));
            default:
                return TestCertificates.Create("Stranger", TestCertificates.ClientUri);
        }
    }

    private ServerBench Serve(out CertificateStore store)
    {
        CertificateStore? made = null;
        var bench = new ServerBench(o => o with { Channels = o.Channels with { Guard = made = new CertificateStore(_folder, o.Time) } });
        store = made!;
        return bench;
    }

    private void WriteList(int number, params X509Certificate2[] revoked)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked)
            list.AddEntry(certificate, TestCertificates.Now.AddDays(-1));
        var bytes = list.Build(
            TestCertificates.Authority, number, TestCertificates.Now.AddDays(30), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, TestCertificates.Now.AddDays(-2));
        File.WriteAllBytes(Path.Combine(_folder, "trusted", "authority.crl"), bytes);
    }

    private sealed class Sink : INotificationSink
    {
        public ConcurrentQueue<double> Values { get; } = new();

        public void OnValue(uint handle, in DataValue value)
        {
            if (value.Value.TryGetNumber(out var number))
                Values.Enqueue(number);
        }
    }
}
