using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>Events as bytes, in the log and in the files of the event store: docs/log-format.md, Events.</summary>
/// <remarks>
/// Varint count, then each event: identity (16 bytes), connection, source path (null for none), source name, time and receive time (varints),
/// severity (varint), type, message, quality (varint), the source's own name, a byte of what follows (1 a condition, 2 heard of after the
/// fact), the condition where there is one (id, flags, name, branch, comment, who said it), varint count of fields, each a name and a value. Reading is total: anything else gives false.
/// </remarks>
public static class EventCodec
{
    /// <summary>The most events in one piece.</summary>
    public const int MaxEvents = SampleBatch.MaxCapacity;

    private const byte HasCondition = 1;
    private const byte IsPast = 2;
    private const int Slack = 16;
    private const int FixedBytes = EventId.Size + 6 * Varint.MaxBytes + 2;
    // The shortest event: its identity, and at least a byte for each of the twelve things behind it.
    private const int MinEventBytes = EventId.Size + 12;

    /// <summary>The most bytes that events can take.</summary>
    public static long MaxBytes(IReadOnlyList<Event> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        long bytes = Varint.MaxBytes + Slack;
        foreach (var happened in events)
            bytes += MaxBytes(happened);
        return bytes;
    }

    /// <summary>Writes events; there must be room for <see cref="MaxBytes(IReadOnlyList{Event})"/>.</summary>
    /// <returns>How many bytes they took.</returns>
    public static int Encode(IReadOnlyList<Event> events, Span<byte> into)
    {
        ArgumentNullException.ThrowIfNull(events);
        var at = Varint.Write(into, (ulong)events.Count);
        foreach (var happened in events)
            at += Encode(happened, into[at..]);
        return at;
    }

    /// <summary>Reads events.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out IReadOnlyList<Event> events)
    {
        events = [];
        if (!Varint.TryRead(ref bytes, Math.Min(MaxEvents, bytes.Length / MinEventBytes), out var count))
            return false;
        var read = new Event[count];
        for (var i = 0; i < count; i++)
        {
            if (!TryDecode(ref bytes, out read[i]))
                return false;
        }
        events = read;
        return bytes.IsEmpty;
    }

    private static long MaxBytes(Event happened)
    {
        var bytes = FixedBytes + ObjectCodec.MaxBytes(happened.Connection) + ObjectCodec.MaxBytes(happened.Source.ToString())
            + ObjectCodec.MaxBytes(happened.SourceName) + ObjectCodec.MaxBytes(happened.Type) + ObjectCodec.MaxBytes(happened.Message)
            + ObjectCodec.MaxBytes(happened.SourceEvent);
        if (happened.Condition is { } state)
        {
            bytes += 1 + ObjectCodec.MaxBytes(state.Id) + ObjectCodec.MaxBytes(state.Name) + ObjectCodec.MaxBytes(state.Branch)
                + ObjectCodec.MaxBytes(state.Comment) + ObjectCodec.MaxBytes(state.CommentBy);
        }
        foreach (var field in happened.Fields)
            bytes += ObjectCodec.MaxBytes(field.Name) + (field.Value.Reference is { } value ? ObjectCodec.MaxBytes(value) : ScalarCodec.MaxBytes);
        return bytes;
    }

    private static int Encode(Event happened, Span<byte> into)
    {
        happened.Id.Write(into);
        var at = EventId.Size;
        at += ObjectCodec.PutString(happened.Connection, into[at..]);
        at += ObjectCodec.PutString(happened.Source.IsEmpty ? null : happened.Source.ToString(), into[at..]);
        at += ObjectCodec.PutString(happened.SourceName, into[at..]);
        at += Varint.Write(into[at..], (ulong)happened.Time.Ticks);
        at += Varint.Write(into[at..], (ulong)happened.ReceiveTime.Ticks);
        at += Varint.Write(into[at..], (ulong)happened.Severity);
        at += ObjectCodec.PutString(happened.Type, into[at..]);
        at += ObjectCodec.PutString(happened.Message, into[at..]);
        at += Varint.Write(into[at..], happened.Quality.Code);
        at += ObjectCodec.PutString(happened.SourceEvent, into[at..]);
        into[at++] = (byte)((happened.Condition is null ? 0 : HasCondition) | (happened.IsPast ? IsPast : 0));
        if (happened.Condition is { } state)
            at += Encode(state, into[at..]);
        at += Varint.Write(into[at..], (ulong)happened.Fields.Count);
        foreach (var field in happened.Fields)
        {
            at += ObjectCodec.PutString(field.Name, into[at..]);
            at += Encode(field.Value, into[at..]);
        }
        return at;
    }

    private static int Encode(ConditionState state, Span<byte> into)
    {
        var at = ObjectCodec.PutString(state.Id, into);
        into[at++] = (byte)state.Flags;
        at += ObjectCodec.PutString(state.Name, into[at..]);
        at += ObjectCodec.PutString(state.Branch, into[at..]);
        at += ObjectCodec.PutString(state.Comment, into[at..]);
        return at + ObjectCodec.PutString(state.CommentBy, into[at..]);
    }

    private static int Encode(in TagValue value, Span<byte> into)
    {
        byte hint = 0;
        return value.Reference is { } reference ? ObjectCodec.Encode(value.Kind, reference, into) : ScalarCodec.Encode(value.Kind, value.Bits, ref hint, into);
    }

    private static bool TryDecode(ref ReadOnlySpan<byte> bytes, out Event happened)
    {
        happened = null!;
        if (bytes.Length < MinEventBytes)
            return false;
        var id = EventId.Read(bytes);
        bytes = bytes[EventId.Size..];
        if (!TryGetText(ref bytes, out var connection) || !TryGetPath(ref bytes, out var source) || !TryGetText(ref bytes, out var sourceName)
            || !TryGetTime(ref bytes, out var time) || !TryGetTime(ref bytes, out var received)
            || !Varint.TryRead(ref bytes, EventLimits.MaxSeverity, out var severity) || severity < EventLimits.MinSeverity
            || !TryGetText(ref bytes, out var type) || !TryGetText(ref bytes, out var message)
            || !Varint.TryRead(ref bytes, out var quality) || quality > uint.MaxValue || !TryGetText(ref bytes, out var sourceEvent)
            || !TryGetCondition(ref bytes, out var state, out var isPast) || !TryGetFields(ref bytes, out var fields))
        {
            return false;
        }
        happened = new()
        {
            Id = id,
            Connection = connection,
            Source = source,
            SourceName = sourceName,
            Time = time,
            ReceiveTime = received,
            Severity = severity,
            Type = type,
            Message = message,
            Quality = new((uint)quality),
            SourceEvent = sourceEvent,
            Condition = state,
            IsPast = isPast,
            Fields = fields,
        };
        return true;
    }

    private static bool TryGetText(ref ReadOnlySpan<byte> bytes, out string text)
    {
        var good = ObjectCodec.TryGetString(ref bytes, out var read) && read is not null;
        text = read ?? "";
        return good;
    }

    private static bool TryGetPath(ref ReadOnlySpan<byte> bytes, out TagPath path)
    {
        path = default;
        return ObjectCodec.TryGetString(ref bytes, out var text) && (text is null || TagPath.TryParse(text, out path, out _));
    }

    private static bool TryGetTime(ref ReadOnlySpan<byte> bytes, out Timestamp time)
    {
        var good = Varint.TryRead(ref bytes, out var ticks) && ticks <= (ulong)Timestamp.MaxValue.Ticks;
        time = good ? new((long)ticks) : default;
        return good;
    }

    private static bool TryGetCondition(ref ReadOnlySpan<byte> bytes, out ConditionState? state, out bool isPast)
    {
        (state, isPast) = (null, false);
        if (bytes.IsEmpty || bytes[0] > (HasCondition | IsPast))
            return false;
        var what = bytes[0];
        isPast = (what & IsPast) != 0;
        bytes = bytes[1..];
        if ((what & HasCondition) == 0)
            return true;
        if (!TryGetText(ref bytes, out var id) || bytes.IsEmpty)
            return false;
        var flags = (ConditionFlags)bytes[0];
        bytes = bytes[1..];
        if (!TryGetText(ref bytes, out var name) || !TryGetText(ref bytes, out var branch) || !TryGetText(ref bytes, out var comment)
            || !TryGetText(ref bytes, out var by))
        {
            return false;
        }
        state = new(id, flags) { Name = name, Branch = branch, Comment = comment, CommentBy = by };
        return true;
    }

    private static bool TryGetFields(ref ReadOnlySpan<byte> bytes, out IReadOnlyList<EventField> fields)
    {
        fields = [];
        if (!Varint.TryRead(ref bytes, EventLimits.MaxFields, out var count))
            return false;
        if (count == 0)
            return true;
        var read = new EventField[count];
        for (var i = 0; i < count; i++)
        {
            if (!TryGetText(ref bytes, out var name) || !BatchDecoder.TryDecodeValue(ref bytes, out var value))
                return false;
            read[i] = new(name, value);
        }
        fields = read;
        return true;
    }
}
