using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>The payload of a dictionary record: what the short numbers of a segment's tags stand for.</summary>
/// <remarks>Varint first number, varint count, then each tag: identity (16 bytes), kind (1 byte), path, connection, address, unit code as strings.</remarks>
internal static class TagDictionary
{
    /// <summary>The most tags a segment can name.</summary>
    public const int MaxTags = 1 << 24;

    private const int MinTagBytes = TagId.Size + 5;

    public static long MaxBytes(TagDefinition tag) =>
        TagId.Size + 1 + ObjectCodec.MaxStringBytes(tag.Path.Length) + ObjectCodec.MaxBytes(tag.Connection)
        + ObjectCodec.MaxBytes(tag.Address) + ObjectCodec.MaxBytes(tag.Unit?.Code ?? "");

    public static int Write(Span<byte> into, int firstNumber, int count)
    {
        var at = Varint.Write(into, (ulong)firstNumber);
        return at + Varint.Write(into[at..], (ulong)count);
    }

    public static int Write(Span<byte> into, TagDefinition tag)
    {
        tag.Id.Write(into);
        into[TagId.Size] = (byte)tag.Kind;
        var at = TagId.Size + 1;
        at += ObjectCodec.PutString(tag.Path.ToString(), into[at..]);
        at += ObjectCodec.PutString(tag.Connection, into[at..]);
        at += ObjectCodec.PutString(tag.Address, into[at..]);
        return at + ObjectCodec.PutString(tag.Unit?.Code, into[at..]);
    }

    /// <summary>Reads a dictionary. Of a tag that is found by its identity nothing else is read: no text is made of what is known already.</summary>
    /// <param name="payload">The record's payload.</param>
    /// <param name="find">The handle of a tag that is known already.</param>
    /// <param name="know">Gives the others theirs.</param>
    /// <param name="firstNumber">The number of the first tag; the others follow.</param>
    /// <param name="handles">By number, from the first.</param>
    public static bool TryRead(ReadOnlySpan<byte> payload, FindTag find, KnowTags know, out int firstNumber, out TagHandle[] handles)
    {
        handles = [];
        if (!Varint.TryRead(ref payload, MaxTags, out firstNumber) || !Varint.TryRead(ref payload, payload.Length / MinTagBytes, out var count)
            || firstNumber + count > MaxTags)
        {
            return false;
        }
        var read = new TagHandle[count];
        var fresh = new List<TagDefinition>();
        var places = new List<int>();
        for (var i = 0; i < count; i++)
        {
            if (payload.Length < MinTagBytes)
                return false;
            if (find(TagId.Read(payload), out read[i]))
            {
                if (!TrySkipTag(ref payload))
                    return false;
                continue;
            }
            if (!TryReadTag(ref payload, out var tag))
                return false;
            fresh.Add(tag);
            places.Add(i);
        }
        if (!payload.IsEmpty)
            return false;
        if (fresh.Count > 0)
        {
            var given = know(fresh);
            for (var i = 0; i < given.Count; i++)
                read[places[i]] = given[i];
        }
        handles = read;
        return true;
    }

    private static bool TrySkipTag(ref ReadOnlySpan<byte> payload)
    {
        const int strings = 4;
        payload = payload[(TagId.Size + 1)..];
        for (var i = 0; i < strings; i++)
        {
            if (!ObjectCodec.TrySkipString(ref payload))
                return false;
        }
        return true;
    }

    private static bool TryReadTag(ref ReadOnlySpan<byte> payload, out TagDefinition tag)
    {
        tag = null!;
        var id = TagId.Read(payload);
        var kind = (TagKind)payload[TagId.Size];
        payload = payload[(TagId.Size + 1)..];
        if (!ObjectCodec.TryGetString(ref payload, out var path) || !ObjectCodec.TryGetString(ref payload, out var connection)
            || !ObjectCodec.TryGetString(ref payload, out var address) || !ObjectCodec.TryGetString(ref payload, out var unit)
            || connection is null || address is null || !TagPath.TryParse(path, out var parsed, out _))
        {
            return false;
        }
        tag = new()
        {
            Id = id,
            Path = parsed,
            Kind = kind,
            Connection = connection,
            Address = address,
            Unit = unit is not null && Unit.TryParse(unit, out var known) ? known : null,
        };
        return true;
    }
}
