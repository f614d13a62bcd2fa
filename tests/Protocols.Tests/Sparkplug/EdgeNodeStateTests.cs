using System.Globalization;
using System.Text;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Protocols.Tests.Sparkplug;

/// <summary>The session of an edge node as a table: a story of events, what has to be done at each, and where it ends.</summary>
public sealed class EdgeNodeStateTests
{
    [Theory]
    [InlineData(false, "connect", "Birth", EdgeNodePhase.Born)]
    [InlineData(false, "connect lost", "Birth None", EdgeNodePhase.Offline)]
    [InlineData(false, "connect lost connect", "Birth None Birth", EdgeNodePhase.Born)]
    [InlineData(false, "rebirth", "None", EdgeNodePhase.Offline)]
    [InlineData(false, "connect rebirth", "Birth Birth", EdgeNodePhase.Born)]
    [InlineData(false, "connect offline@5", "Birth None", EdgeNodePhase.Born)]
    [InlineData(true, "connect", "None", EdgeNodePhase.AwaitingHost)]
    [InlineData(true, "connect rebirth", "None None", EdgeNodePhase.AwaitingHost)]
    [InlineData(true, "connect online@5", "None Birth", EdgeNodePhase.Born)]
    [InlineData(true, "connect online@5 online@6", "None Birth None", EdgeNodePhase.Born)]
    [InlineData(true, "connect online@5 offline@6", "None Birth Die", EdgeNodePhase.Offline)]
    [InlineData(true, "connect online@5 offline@4", "None Birth None", EdgeNodePhase.Born)]
    [InlineData(true, "connect online@5 offline@5", "None Birth Die", EdgeNodePhase.Offline)]
    [InlineData(true, "connect offline@5 online@6", "None None Birth", EdgeNodePhase.Born)]
    [InlineData(true, "connect online@5 lost connect", "None Birth None None", EdgeNodePhase.AwaitingHost)]
    [InlineData(true, "connect online@5 lost connect online@3", "None Birth None None Birth", EdgeNodePhase.Born)]
    public void Each_event_asks_for_what_the_specification_says(bool needsHost, string story, string actions, EdgeNodePhase end)
    {
        var state = EdgeNodeState.Begin(needsHost);
        var done = new List<EdgeNodeAction>();
        foreach (var happened in story.Split(' '))
        {
            var action = EdgeNodeAction.None;
            state = happened.Split('@') switch
            {
                ["connect"] => state.Connected(out action),
                ["lost"] => state.Disconnected(),
                ["rebirth"] => state.RebirthAsked(out action),
                [var word, var time] => state.HostSaid(word == "online", ulong.Parse(time, CultureInfo.InvariantCulture), out action),
                _ => throw new ArgumentException(happened, nameof(story)),
            };
            done.Add(action);
        }
        Assert.Equal((actions, end), (string.Join(' ', done), state.Phase));
    }

    [Fact]
    public void Sequence_numbers_begin_at_0_with_each_birth_and_go_round_after_255()
    {
        var state = EdgeNodeState.Begin(false).Connected(out _);
        for (var i = 0; i < 600; i++)
        {
            state = state.TakeSeq(out var seq);
            Assert.Equal(i % 256, seq);
        }
        state.RebirthAsked(out _).TakeSeq(out var first);
        Assert.Equal(0, first);
    }

    [Theory]
    [InlineData("""{"online":true,"timestamp":1773051273500}""", true, true, 1773051273500)]
    [InlineData("""{ "timestamp" : 5, "more": [1, {"x": 2}], "online" : false }""", true, false, 5)]
    [InlineData("ONLINE", true, true, 0)]
    [InlineData("OFFLINE", true, false, 0)]
    [InlineData("online", false, false, 0)]
    [InlineData("", false, false, 0)]
    [InlineData("{}", false, false, 0)]
    [InlineData("""{"online":true}""", false, true, 0)]
    [InlineData("""{"online":"true","timestamp":1}""", false, false, 0)]
    [InlineData("""{"online":true,"timestamp":-1}""", false, true, 0)]
    [InlineData("""{"online":true,"timestamp":1""", false, true, 1)]
    [InlineData("[true]", false, false, 0)]
    public void What_a_host_says_is_read_in_both_forms(string payload, bool isRead, bool online, ulong timestamp)
    {
        Assert.Equal(isRead, HostStatePayload.TryRead(Encoding.UTF8.GetBytes(payload), out var readOnline, out var readTimestamp));
        if (isRead)
            Assert.Equal((online, timestamp), (readOnline, readTimestamp));
    }

    [Fact]
    public void What_a_host_says_cut_anywhere_or_with_any_bit_flipped_is_judged_without_an_exception()
    {
        var payload = """{"online":true,"timestamp":1773051273500}"""u8.ToArray();
        for (var length = 0; length < payload.Length; length++)
            Assert.False(HostStatePayload.TryRead(payload.AsSpan(0, length), out _, out _));
        for (var bit = 0; bit < payload.Length * 8; bit++)
        {
            payload[bit / 8] ^= (byte)(1 << (bit % 8));
            _ = HostStatePayload.TryRead(payload, out _, out _);
            payload[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }
}
