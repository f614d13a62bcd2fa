using System.Security.Cryptography;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Security;
using Millwright.OpcUa.Types;
using Millwright.Protocols.Tests.OpcUa.Pki;

namespace Millwright.Protocols.Tests.OpcUa.Channel;

/// <summary>Both ends over loopback.</summary>
public class SecureChannelTests
{
    public static TheoryData<string, MessageSecurityMode> Securities => new()
    {
        { "None", MessageSecurityMode.None },
        { "Basic256Sha256", MessageSecurityMode.Sign }, { "Basic256Sha256", MessageSecurityMode.SignAndEncrypt },
        { "Aes128_Sha256_RsaOaep", MessageSecurityMode.Sign }, { "Aes128_Sha256_RsaOaep", MessageSecurityMode.SignAndEncrypt },
        { "Aes256_Sha256_RsaPss", MessageSecurityMode.Sign }, { "Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt },
    };

    [Theory]
    [MemberData(nameof(Securities))]
    public async Task Messages_of_every_size_come_back_whole(string policy, MessageSecurityMode mode)
    {
        await using var bench = new ChannelBench();
        await using var channel = await bench.OpenAsync(policy, mode);
        foreach (var length in (int[])[0, 1, 7, 8, 9, 8151, 8152, 65_000, 65_511, 65_512, 65_535, 70_000, 1_000_000])
        {
            var body = RandomNumberGenerator.GetBytes(length);
            if (length > 0)
                body[0] = 1;
            Assert.Equal(body, await ChannelBench.AskAsync(channel, body));
        }
        Assert.Equal((policy, mode), (bench.Handler.Last!.Policy.Name, bench.Handler.Last.Mode));
        Assert.Equal(policy == "None" ? null : TestCertificates.Client.RawData, bench.Handler.Last.ClientCertificate?.Leaf);
    }

    [Theory]
    [InlineData(3072)]
    [InlineData(4096)]
    public async Task Keys_above_2048_bits_open_channels_on_both_sides(int bits)
    {
        using var identity = new ChannelIdentity(TestCertificates.Create("Big", "urn:test:big", bits));
        await using var bench = new ChannelBench(o => o with { Identity = identity });
        var options = bench.Options("Basic256Sha256", MessageSecurityMode.SignAndEncrypt) with { Identity = identity, ServerCertificate = identity.Leaf };
        await using var channel = await ClientChannel.OpenAsync(options, default);
        Assert.Equal([1, 2], await ChannelBench.AskAsync(channel, new byte[] { 1, 2 }));
    }

    [Fact]
    public async Task The_smaller_buffer_of_both_sides_is_obeyed()
    {
        await using var bench = new ChannelBench(o => o with { Limits = new ChannelLimits { ReceiveBufferBytes = 8192, SendBufferBytes = 9000 } });
        var options = bench.Options() with { Limits = new ChannelLimits { ReceiveBufferBytes = 8300 } };
        await using var channel = await ClientChannel.OpenAsync(options, default);
        var body = new byte[500_000];
        body.AsSpan().Fill(7);
        Assert.Equal(body, await ChannelBench.AskAsync(channel, body));
        Assert.Equal(0, bench.Listener.Statistics.Faulted);
    }

    [Fact]
    public async Task Many_requests_in_flight_are_answered_in_any_order()
    {
        await using var bench = new ChannelBench();
        await using var channel = await bench.OpenAsync();
        var asked = Enumerable.Range(0, 100).Select(i => ChannelBench.AskAsync(channel, new byte[] { (byte)'H', (byte)i })).ToArray();
        await ChannelBench.UntilAsync(() => bench.Handler.Held.Count == 100);
        Assert.Equal(100, channel.InFlight);
        foreach (var (held, id, body) in bench.Handler.Held.Reverse())
            bench.Handler.Echo(held, id, body);
        for (var i = 0; i < 100; i++)
            Assert.Equal([(byte)'H', (byte)i], await asked[i]);
        Assert.Equal(0, channel.InFlight);
    }

    [Fact]
    public async Task A_request_larger_than_the_server_takes_fails_alone()
    {
        await using var bench = new ChannelBench(o => o with { Limits = new ChannelLimits { MaxMessageBytes = 100_000 } });
        await using var channel = await bench.OpenAsync();
        var refused = await Assert.ThrowsAsync<UaException>(() => ChannelBench.AskAsync(channel, new byte[100_001]));
        Assert.Equal<StatusCode>(StatusCodes.BadRequestTooLarge, refused.Status);
        Assert.Equal([1], await ChannelBench.AskAsync(channel, new byte[] { 1 }));
    }

    [Fact]
    public async Task An_answer_larger_than_the_client_takes_is_not_sent_and_the_handler_is_told()
    {
        await using var bench = new ChannelBench();
        var options = bench.Options() with { Limits = new ChannelLimits { MaxChunkCount = 2 } };
        await using var channel = await ClientChannel.OpenAsync(options, default);
        var asked = ChannelBench.AskAsync(channel, new byte[200_000]);
        await ChannelBench.UntilAsync(() => !bench.Handler.Outcomes.IsEmpty);
        Assert.Equal<StatusCode>(StatusCodes.BadEncodingLimitsExceeded, bench.Handler.Outcomes.Single());
        bench.Handler.Echo(bench.Handler.Last!, 1, [5]);
        Assert.Equal([5], await asked);
    }

    [Fact]
    public async Task A_request_may_be_given_up_or_time_out_and_the_channel_goes_on()
    {
        await using var bench = new ChannelBench();
        await using var channel = await bench.OpenAsync();
        using var cancel = new CancellationTokenSource();
        var given = ChannelBench.AskAsync(channel, "H"u8.ToArray(), null, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        var late = await Assert.ThrowsAsync<UaException>(() => ChannelBench.AskAsync(channel, "H"u8.ToArray(), TimeSpan.FromMilliseconds(20)));
        Assert.Equal<StatusCode>(StatusCodes.BadTimeout, late.Status);
        Assert.Equal(1, channel.TimedOut);
        await ChannelBench.UntilAsync(() => bench.Handler.Held.Count == 2);
        foreach (var (held, id, body) in bench.Handler.Held)
            bench.Handler.Echo(held, id, body);
        Assert.Equal([1], await ChannelBench.AskAsync(channel, new byte[] { 1 }));
    }

    [Fact]
    public async Task When_the_server_closes_all_requests_fail_with_its_reason()
    {
        await using var bench = new ChannelBench();
        await using var channel = await bench.OpenAsync();
        var asked = ChannelBench.AskAsync(channel, "H"u8.ToArray());
        await ChannelBench.UntilAsync(() => !bench.Handler.Held.IsEmpty);
        bench.Handler.Last!.Close(StatusCodes.BadServerHalted, "maintenance");
        var failed = await Assert.ThrowsAsync<UaException>(() => asked);
        Assert.Equal<StatusCode>(StatusCodes.BadServerHalted, failed.Status);
        Assert.Contains("maintenance", failed.Message, StringComparison.Ordinal);
        Assert.Equal<StatusCode>(StatusCodes.BadServerHalted, (await channel.Ended).Status);
        Assert.Equal<StatusCode>(StatusCodes.BadServerHalted, (await Assert.ThrowsAsync<UaException>(() => ChannelBench.AskAsync(channel, new byte[1]))).Status);
    }

    [Fact]
    public async Task Closing_in_good_order_is_heard_by_the_server()
    {
        await using var bench = new ChannelBench();
        var channel = await bench.OpenAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt);
        await channel.DisposeAsync();
        await ChannelBench.UntilAsync(() => !bench.Handler.Closed.IsEmpty);
        Assert.Equal<StatusCode>(StatusCodes.Good, bench.Handler.Closed.Single());
        Assert.Equal(0, bench.Listener.Connections);
    }

    [Fact]
    public async Task A_handler_that_fails_costs_its_own_channel_only()
    {
        await using var bench = new ChannelBench();
        await using var one = await bench.OpenAsync();
        await using var other = await bench.OpenAsync();
        var failed = await Assert.ThrowsAsync<UaException>(() => ChannelBench.AskAsync(one, "X"u8.ToArray()));
        Assert.Equal<StatusCode>(StatusCodes.BadInternalError, failed.Status);
        Assert.IsType<InvalidOperationException>(Assert.Single(bench.Handler.Faults));
        Assert.Equal([1], await ChannelBench.AskAsync(other, new byte[] { 1 }));
    }

    [Fact]
    public async Task A_stranger_is_refused_and_the_handler_learns_the_reason()
    {
        await using var bench = new ChannelBench();
        bench.Guard.Refuses = true;
        var refused = await Assert.ThrowsAsync<UaException>(() => bench.OpenAsync("Basic256Sha256", MessageSecurityMode.Sign));
        Assert.Equal<StatusCode>(StatusCodes.BadSecurityChecksFailed, refused.Status);
        Assert.Equal<StatusCode>(StatusCodes.BadCertificateUntrusted, bench.Handler.Rejected.Single().Reason);
    }

    [Fact]
    public async Task A_policy_or_mode_that_is_not_offered_is_refused_by_name()
    {
        await using var bench = new ChannelBench(o => o with
        {
            Offered = [new(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt)],
            AllowDiscoveryWithoutSecurity = false,
        });
        Assert.Equal<StatusCode>(StatusCodes.BadSecurityPolicyRejected, (await Assert.ThrowsAsync<UaException>(() => bench.OpenAsync())).Status);
        Assert.Equal<StatusCode>(StatusCodes.BadSecurityModeRejected, (await Assert.ThrowsAsync<UaException>(() => bench.OpenAsync("Basic256Sha256", MessageSecurityMode.Sign))).Status);
        await using var good = await bench.OpenAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt);
        Assert.False(bench.Handler.Last!.IsDiscoveryOnly);
    }

    [Fact]
    public async Task Without_security_a_server_that_offers_none_takes_channels_for_discovery_only()
    {
        await using var bench = new ChannelBench(o => o with { Offered = [new(SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt)] });
        await using var channel = await bench.OpenAsync();
        Assert.True(bench.Handler.Last!.IsDiscoveryOnly);
    }

    [Fact]
    public async Task A_server_with_another_key_than_its_endpoint_names_is_no_partner()
    {
        await using var bench = new ChannelBench();
        var options = bench.Options("Basic256Sha256", MessageSecurityMode.SignAndEncrypt) with { ServerCertificate = TestCertificates.User.RawData };
        await Assert.ThrowsAsync<UaException>(() => ClientChannel.OpenAsync(options, default));
    }

    [Fact]
    public async Task A_client_whose_certificate_loses_trust_is_closed()
    {
        var time = new Millwright.Fakes.ManualClock();
        await using var bench = new ChannelBench(time: time);
        await using var channel = await bench.OpenAsync("Basic256Sha256", MessageSecurityMode.SignAndEncrypt);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(channel.IsOpen);
        bench.Guard.Refuses = true;
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal<StatusCode>(StatusCodes.BadSecurityChecksFailed, (await channel.Ended).Status);
    }
}
