using System.Globalization;
using Millwright.Mqtt.Sparkplug;

namespace Millwright.Protocols.Tests.Sparkplug;

/// <summary>What a host knows of an edge node, as a table: a story of messages, and what has to be done with each.</summary>
public sealed class HostNodeStateTests
{
    [Theory]
    [InlineData("birth:0/7 data:1 data:2", "Take Take Take", true)]
    [InlineData("data:5", "AskRebirth", false)]
    [InlineData("data:5 data:6", "AskRebirth Ignore", false)]
    [InlineData("data:5 birth:0/7 data:1", "AskRebirth Take Take", true)]
    [InlineData("birth:0/7 data:1 data:3", "Take Take AskRebirth", false)]
    [InlineData("birth:0/7 data:1 data:1", "Take Take AskRebirth", false)]
    [InlineData("birth:0/7 death:7", "Take Take", false)]
    [InlineData("birth:0/7 death:6", "Take Ignore", true)]
    [InlineData("birth:0/7 death:7 data:1", "Take Take AskRebirth", false)]
    [InlineData("death:7", "Ignore", false)]
    [InlineData("birth:0/7 strange", "Take AskRebirth", false)]
    [InlineData("birth:0/7 strange strange", "Take AskRebirth Ignore", false)]
    [InlineData("birth:0/7 strange again data:1", "Take AskRebirth Take AskRebirth", false)]
    [InlineData("birth:254/7 data:255 data:0 data:1", "Take Take Take Take", true)]
    public void Each_message_is_taken_ignored_or_answered_with_a_question(string story, string actions, bool isOnline)
    {
        var state = default(HostNodeState);
        var done = new List<HostAction>();
        foreach (var message in story.Split(' '))
        {
            var parts = message.Split(':', '/');
            var action = HostAction.Take;
            state = parts[0] switch
            {
                "birth" => HostNodeState.Born(Seq(parts[1]), Seq(parts[2])),
                "data" => state.Said(Seq(parts[1]), out action),
                "death" => state.Died(Seq(parts[1]), out action),
                "strange" => state.NotUnderstood(out action),
                "again" => state.AskAgain(),
                _ => throw new ArgumentException(message, nameof(story)),
            };
            done.Add(action);
        }
        Assert.Equal((actions, isOnline), (string.Join(' ', done), state.IsOnline));
    }

    private static byte Seq(string text) => byte.Parse(text, CultureInfo.InvariantCulture);
}
