using Millwright.Model;

namespace Millwright.Product.Tests.Events;

/// <summary>Events for the tests, each with a number that would show if it were another.</summary>
internal static class Happenings
{
    public static readonly Timestamp Start = Timestamp.From(new(2026, 3, 9, 10, 0, 0, TimeSpan.Zero));

    public static EventId IdOf(int number) => new(new Guid(number + 1, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]));

    public static Event Plain(int number, string source = "acme/berlin/shop/press3", int severity = 100, string connection = "press3") => new()
    {
        Id = IdOf(number),
        Connection = connection,
        Source = source.Length == 0 ? default : TagPath.Parse(source),
        SourceName = "Press 3",
        Time = Start + TimeSpan.FromSeconds(number),
        ReceiveTime = Start + TimeSpan.FromSeconds(number + 0.5),
        Severity = severity,
        Type = "BaseEventType",
        Message = $"number {number}",
        Fields = [new("number", TagValue.Of(number)), new("words", TagValue.OfArray(new[] { "a", "ä" })), new("nothing", TagValue.None)],
    };

    public static Event Alarm(int number, ConditionFlags flags, string condition = "ns=2;s=High", string branch = "", string connection = "press3") =>
        Plain(number, connection: connection) with
        {
            SourceEvent = $"{number:X8}",
            Type = "ExclusiveLimitAlarmType",
            Severity = 700,
            Condition = new(condition, flags) { Name = "High", Branch = branch, Comment = "looked at", CommentBy = "anna" },
        };

    public const ConditionFlags Standing = ConditionFlags.Active | ConditionFlags.Retain | ConditionFlags.Enabled | ConditionFlags.Confirmed;

    public const ConditionFlags Over = ConditionFlags.Acknowledged | ConditionFlags.Enabled | ConditionFlags.Confirmed;

    /// <summary>The same in everything, lists and arrays included.</summary>
    public static void Same(Event expected, Event actual)
    {
        Assert.Equal(expected with { Fields = [] }, actual with { Fields = [] });
        Assert.Equal(expected.Fields, actual.Fields);
    }
}
