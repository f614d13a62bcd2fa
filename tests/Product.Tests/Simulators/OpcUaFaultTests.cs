using Millwright.Fakes;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Pki;
using Millwright.OpcUa.Types;
using Millwright.Simulators.Machines;
using Millwright.Simulators.OpcUa;

namespace Product.Tests.Simulators;

/// <summary>Each fault of the OPC UA servers as our own client sees it.</summary>
public sealed class OpcUaFaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("millwright-sim-opcua").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Closed_sessions_are_noticed_and_values_flow_in_a_new_one()
    {
        await using var bench = await OpcUaBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        var (_, sink) = await OpcUaBench.WatchAsync(client, bench.Plant.Press, "shots");
        await OpcUaBench.UntilAsync(() => sink.Last(0) is not null);
        Assert.Equal(1, client.Statistics.Sessions);
        bench.Port.EndSessions();
        await OpcUaBench.UntilAsync(() => client.Statistics.Sessions == 2 && client.Statistics.Recreations > 0);
        await SeesAsync(bench, bench.Plant.Press, sink, "shots");
    }

    [Fact]
    public async Task A_restart_with_other_namespaces_moves_the_index_and_the_client_follows_the_uri()
    {
        await using var bench = await OpcUaBench.StartAsync(static plant => [plant.Chiller, plant.Pump1]);
        await using var client = await bench.ConnectAsync();
        var before = OpcUaBench.Id(client, bench.Plant.Chiller, "state");
        var (_, sink) = await OpcUaBench.WatchAsync(client, bench.Plant.Chiller, "supply_temperature");
        await OpcUaBench.UntilAsync(() => sink.Last(0) is not null);
        await bench.Port.ReorderAsync(true);
        await OpcUaBench.UntilAsync(() => client.Statistics.ServerRestarts == 1 && client.State == ClientState.Connected);
        var after = OpcUaBench.Id(client, bench.Plant.Chiller, "state");
        Assert.NotEqual(before.NamespaceIndex, after.NamespaceIndex);
        Assert.Equal(OpcUaPlan.NamespaceOf(bench.Plant.Pump1), client.Namespaces.UriOf(before.NamespaceIndex));
        await SeesAsync(bench, bench.Plant.Chiller, sink, "supply_temperature");
        await bench.Port.ReorderAsync(false);
        await OpcUaBench.UntilAsync(() => client.Statistics.ServerRestarts == 2 && client.State == ClientState.Connected);
        Assert.Equal(before, OpcUaBench.Id(client, bench.Plant.Chiller, "state"));
        await SeesAsync(bench, bench.Plant.Chiller, sink, "supply_temperature");
    }

    [Fact]
    public async Task A_certificate_that_ran_out_is_refused_by_name_until_the_proper_one_is_back()
    {
        await using var bench = await OpcUaBench.StartAsync(pki: Path.Combine(_folder, "server"));
        var store = new CertificateStore(Path.Combine(_folder, "client"), TimeProvider.System);
        using var own = new ChannelIdentity(store.LoadOrCreateOwn(new ApplicationCertificateRequest { CommonName = "Test", ApplicationUri = "urn:millwright:client" }));
        var options = bench.Options with { Policy = null, Identity = own, Guard = store };
        var stranger = await Assert.ThrowsAsync<UaException>(() => bench.ConnectAsync(options));
        Assert.Equal<StatusCode>(StatusCodes.BadCertificateUntrusted, stranger.Status);
        Trust(store, "valid");
        await using var client = await bench.ConnectAsync(options);
        Assert.Equal(MessageSecurityMode.SignAndEncrypt, client.Mode);
        await bench.Port.ExpireAsync(true);
        Trust(store, "expired");
        var refused = await Assert.ThrowsAsync<UaException>(() => bench.ConnectAsync(options));
        Assert.Equal<StatusCode>(StatusCodes.BadCertificateTimeInvalid, refused.Status);
        await OpcUaBench.UntilAsync(() => client.LastFailure is UaException { Status: var status } && status == StatusCodes.BadCertificateTimeInvalid);
        await bench.Port.ExpireAsync(false);
        await OpcUaBench.UntilAsync(() => client.State == ClientState.Connected);
        Assert.True((await OpcUaBench.ReadAsync(client, bench.Plant.Press, "shots")).Status.IsGood);
    }

    [Fact]
    public async Task A_server_without_certificates_has_none_that_could_run_out()
    {
        await using var bench = await OpcUaBench.StartAsync();
        Assert.Contains("certificate", Assert.Throws<ArgumentException>(() => { _ = bench.Port.ExpireAsync(true); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_security_there_is_only_loopback()
    {
        var plan = new OpcUaPlan("bench", 0, []);
        Assert.Throws<ArgumentException>(() => new OpcUaPort(plan, new SimulatedOpcUaOptions(), System.Net.IPAddress.Any, null, TimeProvider.System));
    }

    [Fact]
    public async Task A_slow_server_answers_reads_at_once_and_publishes_late()
    {
        var clock = new ManualClock();
        await using var bench = await OpcUaBench.StartAsync(time: clock);
        await using var client = await bench.ConnectAsync();
        var (_, sink) = await OpcUaBench.WatchAsync(client, bench.Plant.Press, "uptime");
        var uptime = await ComesAsync(null);
        bench.Port.Slowness = 20;
        bench.Run(10);
        var now = (await OpcUaBench.ReadAsync(client, bench.Plant.Press, "uptime")).Value;
        Assert.NotEqual(uptime, now);
        clock.Advance(TimeSpan.FromMilliseconds(100));
        await OpcUaBench.ReadAsync(client, bench.Plant.Press, "uptime");
        Assert.Equal(uptime, sink.Last(0)!.Value.Value);
        Assert.Equal(now, await ComesAsync(uptime));
        bench.Port.Slowness = 1;

        async Task<Variant> ComesAsync(Variant? other)
        {
            while (sink.Last(0) is not { } last || last.Value == other)
            {
                clock.Advance(TimeSpan.FromMilliseconds(100));
                await OpcUaBench.ReadAsync(client, bench.Plant.Press, "uptime");
            }
            return sink.Last(0)!.Value.Value;
        }
    }

    [Fact]
    public async Task Bursts_of_bad_status_come_and_go_each_with_another_reason()
    {
        await using var bench = await OpcUaBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        bench.Port.Disturb("press3", static feed => feed.HasBursts = true);
        var seen = new List<string>();
        for (var tick = 0; tick < 39; tick++)
        {
            bench.Port.Publish();
            var value = await OpcUaBench.ReadAsync(client, bench.Plant.Press, "melt_temperature");
            Assert.Equal(value.Status.IsBad, value.Value.IsNull);
            if (seen.LastOrDefault() != value.Status.Name)
                seen.Add(value.Status.Name!);
        }
        Assert.Equal(["BadSensorFailure", "Good", "BadNoCommunication", "Good", "UncertainLastUsableValue", "Good", "BadOutOfService", "Good"], seen);
        Assert.True((await OpcUaBench.ReadAsync(client, bench.Plant.Press, "boot_counter")).Status.IsGood);
        bench.Port.Disturb("press3", static feed => feed.HasBursts = false);
        Assert.True((await OpcUaBench.ReadAsync(client, bench.Plant.Press, "melt_temperature")).Status.IsGood);
    }

    [Fact]
    public async Task A_flood_overflows_the_queue_and_says_so_and_ends_with_the_true_value()
    {
        await using var bench = await OpcUaBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        var (_, sink) = await OpcUaBench.WatchAsync(client, bench.Plant.Press, "melt_temperature");
        await OpcUaBench.UntilAsync(() => sink.Last(0) is not null);
        Assert.Equal(0, client.Statistics.QueueOverflows);
        bench.Port.Disturb("press3", static feed => feed.IsFlooding = true);
        bench.Run(0.1);
        await OpcUaBench.UntilAsync(() => client.Statistics.QueueOverflows > 0);
        Assert.Contains(sink.Values, static v => v.Value.Status.HasOverflow);
        bench.Port.Disturb("press3", static feed => feed.IsFlooding = false);
        await SeesAsync(bench, bench.Plant.Press, sink, "melt_temperature");
    }

    [Fact]
    public async Task Dying_nodes_are_unknown_their_neighbours_go_on_and_they_come_back()
    {
        await using var bench = await OpcUaBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        var (subscription, sink) = await OpcUaBench.WatchAsync(client, bench.Plant.Press, "oil_temperature", "melt_temperature");
        await OpcUaBench.UntilAsync(() => sink.Last(0) is not null && sink.Last(1) is not null);
        bench.Port.RemoveNodes("press3");
        Assert.Equal<StatusCode>(StatusCodes.BadNodeIdUnknown, (await OpcUaBench.ReadAsync(client, bench.Plant.Press, "oil_temperature")).Status);
        Assert.Equal<StatusCode>(StatusCodes.BadNodeIdUnknown, (await OpcUaBench.ReadAsync(client, bench.Plant.Press, "oil_temperature/EngineeringUnits")).Status);
        await OpcUaBench.UntilAsync(() => sink.Last(0)!.Value.Status.IsBad || subscription.FailedItems.Count > 0);
        bench.Run(40);
        await SeesAsync(bench, bench.Plant.Press, sink, "melt_temperature", 1);
        bench.Port.RestoreNodes("press3");
        await OpcUaBench.UntilAsync(() => sink.Last(0)!.Value.Status.IsGood && subscription.FailedItems.Count == 0);
        await SeesAsync(bench, bench.Plant.Press, sink, "oil_temperature");
        Assert.True((await OpcUaBench.ReadAsync(client, bench.Plant.Press, "oil_temperature/EngineeringUnits")).Status.IsGood);
    }

    [Fact]
    public async Task A_restart_brings_dying_nodes_back_before_their_time()
    {
        await using var bench = await OpcUaBench.StartAsync();
        bench.Port.RemoveNodes("press3");
        await bench.Port.RestartAsync();
        bench.Port.RestoreNodes("press3");
        await using var client = await bench.ConnectAsync();
        Assert.True((await OpcUaBench.ReadAsync(client, bench.Plant.Press, "oil_temperature")).Status.IsGood);
    }

    [Fact]
    public async Task A_closed_port_refuses_and_the_client_is_back_when_it_opens()
    {
        await using var bench = await OpcUaBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        var (_, sink) = await OpcUaBench.WatchAsync(client, bench.Plant.Press, "shots");
        await OpcUaBench.UntilAsync(() => sink.Last(0) is not null);
        await bench.Port.CloseAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => bench.ConnectAsync());
        await OpcUaBench.UntilAsync(() => client.State != ClientState.Connected);
        await bench.Port.ReopenAsync();
        await OpcUaBench.UntilAsync(() => client.State == ClientState.Connected);
        await SeesAsync(bench, bench.Plant.Press, sink, "shots");
    }

    [Fact]
    public async Task Without_power_behind_a_gateway_the_values_are_bad_and_the_neighbours_good()
    {
        await using var bench = await OpcUaBench.StartAsync(static plant => [plant.Chiller, plant.Pump1]);
        await using var client = await bench.ConnectAsync();
        bench.Plant.Pump1.IsPowered = false;
        bench.Port.Publish();
        Assert.Equal<StatusCode>(StatusCodes.BadNotConnected, (await OpcUaBench.ReadAsync(client, bench.Plant.Pump1, "flow")).Status);
        Assert.True((await OpcUaBench.ReadAsync(client, bench.Plant.Chiller, "supply_temperature")).Status.IsGood);
        bench.Plant.Pump1.IsPowered = true;
        bench.Plant.Pump1.SetMemory(MemoryState.Zero);
        bench.Port.Publish();
        Assert.Equal<StatusCode>(StatusCodes.BadWaitingForInitialData, (await OpcUaBench.ReadAsync(client, bench.Plant.Pump1, "flow")).Status);
        Assert.Equal<StatusCode>(StatusCodes.BadInvalidState, await client.WriteValueAsync(OpcUaBench.Id(client, bench.Plant.Pump1, "run"), new Variant(false), Cancellation));
    }

    // Lets the machine run until the client has the value that stands in its registers.
    private static async Task SeesAsync(OpcUaBench bench, Machine machine, OpcUaSink sink, string name, uint handle = 0)
    {
        var seen = sink.Values.Count;
        bench.Run(30);
        var value = OpcUaBench.Registers(machine, machine.Points.Single(p => p.Name == name));
        await OpcUaBench.UntilAsync(() => sink.Last(handle) is { } last && last.Value == value && last.Status.Condition.IsGood && sink.Values.Count > seen);
    }

    private void Trust(CertificateStore store, string which) => store.AddTrusted(
        System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "server", "bench", which, "own", "application.der")));
}
