using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Http.Resources;

/// <summary>
/// How a condition is, as an event tells of it: the key by which it is acknowledged, the source's own id of it, its name in words, and the
/// branch, an earlier occurrence that still waits for somebody, null for the condition as it is now.
/// </summary>
internal sealed record ConditionAnswer(
    string Key, string Id, string Name, string? Branch, bool Active, bool Acknowledged, bool Confirmed, bool Retain, bool Enabled, bool Suppressed,
    bool Shelved, string? Comment, string? CommentBy);

/// <summary>A further thing that an event says.</summary>
internal sealed record EventFieldAnswer(string Name, TagValue Value);

/// <summary>
/// Something that happened. The source is the asset or tag it is about, null for nothing that the plant has; past is what was heard of after
/// the fact.
/// </summary>
internal sealed record EventAnswer(
    string Id, Timestamp Time, Timestamp ReceiveTime, string Connection, string? Source, string SourceName, int Severity, string Type, string Message,
    QualityAnswer Quality, ConditionAnswer? Condition, bool IsPast, IReadOnlyList<EventFieldAnswer> Fields)
{
    public static EventAnswer Of(Event happened, IPlantView plant) => new(
        happened.Id.ToString(), happened.Time, happened.ReceiveTime, happened.Connection, happened.Source.IsEmpty ? null : plant.Relative(happened.Source),
        happened.SourceName, happened.Severity, happened.Type, happened.Message, QualityAnswer.Of(happened.Quality),
        happened.Condition is { } state ? ConditionOf(happened, state) : null, happened.IsPast,
        [.. happened.Fields.Select(f => new EventFieldAnswer(f.Name, f.Value))]);

    private static ConditionAnswer ConditionOf(Event happened, ConditionState state) => new(
        ConditionKey.Of(happened, state).Word, state.Id, state.Name, NullIfEmpty(state.Branch), state.IsActive, state.IsAcknowledged, state.IsConfirmed,
        state.IsRetained, state.IsEnabled, state.IsSuppressed, state.IsShelved, NullIfEmpty(state.Comment), NullIfEmpty(state.CommentBy));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
