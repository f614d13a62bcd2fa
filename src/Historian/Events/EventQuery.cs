using Millwright.Model;

namespace Millwright.Historian.Events;

/// <summary>A question to the event store. What is left out does not narrow the answer.</summary>
/// <param name="From">The first time, inclusive.</param>
/// <param name="To">The last time, exclusive.</param>
public sealed record EventQuery(Timestamp From, Timestamp To)
{
    /// <summary>The most events in one answer.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>Events about this asset or tag, or what lies below it.</summary>
    public TagPath Asset { get; init; }

    public string? Connection { get; init; }

    public int MinSeverity { get; init; } = EventLimits.MinSeverity;

    /// <summary>The kind of event, whatever its case.</summary>
    public string? Type { get; init; }

    /// <summary>Events of this condition.</summary>
    public string? Condition { get; init; }

    /// <summary>A part of the message or the source's name, whatever its case.</summary>
    public string? Text { get; init; }

    /// <summary>Oldest first instead of newest first.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>How many at most.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the page before ended.</summary>
    public EventPlace? After { get; init; }

    /// <summary>True when the event answers the question, wherever a page begins.</summary>
    public bool Matches(Event happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return happened.Time >= From && happened.Time < To && happened.Severity >= MinSeverity && happened.Source.IsWithin(Asset)
            && (Connection is null || Connection == happened.Connection)
            && (Type is null || Type.Equals(happened.Type, StringComparison.OrdinalIgnoreCase))
            && (Condition is null || Condition == happened.Condition?.Id)
            && (Text is null || happened.Message.Contains(Text, StringComparison.OrdinalIgnoreCase)
                || happened.SourceName.Contains(Text, StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>Where an event stands among all: by time, then by identity.</summary>
public readonly record struct EventPlace(Timestamp Time, EventId Id) : IComparable<EventPlace>
{
    public static EventPlace Of(Event happened) => new(happened.Time, happened.Id);

    public int CompareTo(EventPlace other) => Time != other.Time ? Time.CompareTo(other.Time) : Id.Value.CompareTo(other.Id.Value);

    public static bool operator <(EventPlace left, EventPlace right) => left.CompareTo(right) < 0;
    public static bool operator >(EventPlace left, EventPlace right) => left.CompareTo(right) > 0;
    public static bool operator <=(EventPlace left, EventPlace right) => left.CompareTo(right) <= 0;
    public static bool operator >=(EventPlace left, EventPlace right) => left.CompareTo(right) >= 0;

    /// <summary>Ticks and identity with a point between, for addresses.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Time.Ticks}.{Id}");

    public static bool TryParse(string? text, out EventPlace place)
    {
        place = default;
        var at = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (at <= 0 || !long.TryParse(text.AsSpan(0, at), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var ticks)
            || ticks > Timestamp.MaxValue.Ticks || !EventId.TryParse(text![(at + 1)..], out var id))
        {
            return false;
        }
        place = new(new(ticks), id);
        return true;
    }
}

/// <summary>A part of the answer.</summary>
/// <param name="Events">In the order asked for.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record EventPage(IReadOnlyList<Event> Events, EventPlace? Next);
