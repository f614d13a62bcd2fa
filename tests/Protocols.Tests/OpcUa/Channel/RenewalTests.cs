using Millwright.Fakes;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Channel;

public class RenewalTests
{
    [Theory]
    [InlineData("None", MessageSecurityMode.None)]
    [InlineData("Aes256_Sha256_RsaPss", MessageSecurityMode.SignAndEncrypt)]
    public async Task The_token_is_renewed_at_three_quarters_without_a_gap(string policy, MessageSecurityMode mode)
    {
        var time = new ManualClock();
        await using var bench = new ChannelBench(time: time);
        var options = bench.Options(policy, mode) with { Time = time, TokenLifetime = TimeSpan.FromSeconds(100) };
        await using var channel = await ClientChannel.OpenAsync(options, default);
        for (var round = 1; round <= 5; round++)
        {
            var held = ChannelBench.AskAsync(channel, "H"u8.ToArray(), Timeout.InfiniteTimeSpan);
            await ChannelBench.UntilAsync(() => bench.Handler.Held.Count == round);
            await ChannelBench.UntilAsync(() => time.WaitingTimers >= 2);
            time.Advance(TimeSpan.FromSeconds(70));
            Assert.Equal(round - 1, channel.Renewals);
            time.Advance(TimeSpan.FromSeconds(7));
            await ChannelBench.UntilAsync(() => channel.Renewals == round);
            // Asked before the renewal, answered after it, while the server still speaks with the old keys.
            bench.Handler.Echo(bench.Handler.Last!, bench.Handler.Held.Last().RequestId, [7]);
            Assert.Equal([7], await held);
            Assert.Equal([1], await ChannelBench.AskAsync(channel, new byte[] { 1 }));
        }
        Assert.Equal(5, bench.Listener.Statistics.Renewed);
        Assert.Equal(1, bench.Listener.Connections);
    }

    [Fact]
    public async Task Traffic_during_a_renewal_loses_nothing()
    {
        var time = new ManualClock();
        await using var bench = new ChannelBench(time: time);
        var options = bench.Options("Basic256Sha256", MessageSecurityMode.SignAndEncrypt) with { Time = time, TokenLifetime = TimeSpan.FromSeconds(100) };
        await using var channel = await ClientChannel.OpenAsync(options, default);
        using var stop = new CancellationTokenSource();
        var talkers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal([3, 4], await ChannelBench.AskAsync(channel, new byte[] { 3, 4 }, Timeout.InfiniteTimeSpan));
                count++;
            }
            return count;
        })).ToArray();
        for (var round = 1; round <= 10; round++)
        {
            await ChannelBench.UntilAsync(() => time.WaitingTimers >= 2);
            time.Advance(TimeSpan.FromSeconds(80));
            await ChannelBench.UntilAsync(() => channel.Renewals == round || !channel.IsOpen);
            Assert.True(channel.IsOpen, channel.IsOpen ? "" : (await channel.Ended).Message);
        }
        await stop.CancelAsync();
        Assert.DoesNotContain(0, await Task.WhenAll(talkers));
    }

    [Fact]
    public async Task A_channel_whose_client_does_not_renew_is_closed_after_its_grace()
    {
        var time = new ManualClock();
        await using var bench = new ChannelBench(time: time);
        await using var channel = await ClientChannel.OpenAsync(bench.Options() with { TokenLifetime = TimeSpan.FromSeconds(100) }, default);
        time.Advance(TimeSpan.FromSeconds(124));
        Assert.True(channel.IsOpen);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal<StatusCode>(StatusCodes.BadSecureChannelClosed, (await channel.Ended).Status);
        Assert.Equal(1, bench.Listener.Statistics.TimedOut);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(100, 100)]
    [InlineData(10_000_000, 3600)]
    public async Task The_server_keeps_the_lifetime_within_its_limits(int asked, int expected)
    {
        var time = new ManualClock();
        await using var bench = new ChannelBench(time: time);
        await using var channel = await ClientChannel.OpenAsync(bench.Options() with { TokenLifetime = TimeSpan.FromSeconds(Math.Min(asked, 4_000_000)) }, default);
        time.Advance(TimeSpan.FromSeconds((expected * 1.25) - 2));
        Assert.True(channel.IsOpen);
        time.Advance(TimeSpan.FromSeconds(4));
        await channel.Ended;
    }
}
