namespace Millwright.Model;

/// <summary>How much an event can say. Texts are in characters.</summary>
public static class EventLimits
{
    public const int MinSeverity = 1;
    public const int MaxSeverity = 1000;
    public const int MaxName = 256;
    public const int MaxText = 4_096;
    public const int MaxFields = 64;

    /// <summary>The most bytes of all fields' values together, roughly.</summary>
    public const int MaxFieldBytes = 64 << 10;

    /// <summary>The event within the limits: texts cut, severity brought in, fields too many or too large left out.</summary>
    public static Event Fit(Event happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return happened with
        {
            Connection = Cut(happened.Connection, MaxName),
            SourceName = Cut(happened.SourceName, MaxName),
            Type = Cut(happened.Type, MaxName),
            SourceEvent = Cut(happened.SourceEvent, MaxName),
            Message = Cut(happened.Message, MaxText),
            Severity = Math.Clamp(happened.Severity, MinSeverity, MaxSeverity),
            Condition = happened.Condition is { } state ? Fit(state) : null,
            Fields = Fit(happened.Fields),
        };
    }

    private static ConditionState Fit(ConditionState state) => state with
    {
        Id = Cut(state.Id, MaxName),
        Name = Cut(state.Name, MaxName),
        Branch = Cut(state.Branch, MaxName),
        Comment = Cut(state.Comment, MaxText),
        CommentBy = Cut(state.CommentBy, MaxName),
    };

    private static IReadOnlyList<EventField> Fit(IReadOnlyList<EventField> fields)
    {
        var room = MaxFieldBytes;
        var fits = true;
        foreach (var field in fields)
            fits &= field.Name.Length <= MaxName && (room -= SizeOf(field)) >= 0;
        if (fits && fields.Count <= MaxFields)
            return fields;
        room = MaxFieldBytes;
        var kept = new List<EventField>();
        foreach (var field in fields)
        {
            if (kept.Count == MaxFields)
                break;
            if (field.Name.Length > MaxName || SizeOf(field) > room)
                continue;
            room -= SizeOf(field);
            kept.Add(field);
        }
        return kept;
    }

    private static int SizeOf(EventField field) => field.Name.Length + (field.Value.Reference switch
    {
        null => sizeof(ulong),
        string text => text.Length * sizeof(char),
        string?[] texts => texts.Sum(t => sizeof(ulong) + (t?.Length ?? 0) * sizeof(char)),
        Array array => Buffer.ByteLength(array),
        _ => MaxFieldBytes,
    });

    // A pair of surrogates is not torn apart.
    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
