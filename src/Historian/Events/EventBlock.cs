using System.Buffers.Binary;
using System.Text;
using Millwright.Flow.Log;
using Millwright.Model;

namespace Millwright.Historian.Events;

/// <summary>A block of a file as the index knows it: where it is and what may be in it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Number">The number in the file's name.</param>
/// <param name="Offset">Where the block's frame begins.</param>
/// <param name="Frame">What the frame says.</param>
/// <param name="Sources">The assets and tags it has events about; null for any.</param>
internal sealed record EventBlock(string Path, long Number, long Offset, EventFrame Frame, IReadOnlyList<TagPath>? Sources)
{
    /// <summary>False when nothing in it can answer a question.</summary>
    public bool MayMatch(EventQuery query) =>
        Frame.Latest >= query.From.Ticks && Frame.Earliest < query.To.Ticks && Frame.MaxSeverity >= query.MinSeverity
        && (query.Asset.IsEmpty || Sources is null || Sources.Any(s => s.IsWithin(query.Asset)));

    /// <summary>A block's payload: two bytes for the number of sources (65535 for any), each with two bytes of length and UTF-8; then the events.</summary>
    public static byte[] Encode(IReadOnlyList<Event> events, out int length)
    {
        var sources = SourcesOf(events);
        var room = EventFileFormat.FrameBytes + 2 + (sources?.Sum(s => 2L + Encoding.UTF8.GetMaxByteCount(s.ToString().Length)) ?? 0) + EventCodec.MaxBytes(events);
        var block = new byte[checked((int)room)];
        var at = EventFileFormat.FrameBytes;
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(at), (ushort)(sources?.Count ?? ushort.MaxValue));
        at += 2;
        foreach (var source in sources ?? [])
        {
            var bytes = Encoding.UTF8.GetBytes(source.ToString(), block.AsSpan(at + 2));
            BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(at), (ushort)bytes);
            at += 2 + bytes;
        }
        at += EventCodec.Encode(events, block.AsSpan(at));
        length = at;
        return block;
    }

    /// <summary>Takes a payload apart.</summary>
    /// <param name="payload">What follows the frame.</param>
    /// <param name="sources">The assets and tags, null for any.</param>
    /// <param name="events">The events, still as bytes.</param>
    public static bool TrySplit(ReadOnlySpan<byte> payload, out IReadOnlyList<TagPath>? sources, out ReadOnlySpan<byte> events)
    {
        sources = null;
        events = default;
        if (!BinaryPrimitives.TryReadUInt16LittleEndian(payload, out var count))
            return false;
        payload = payload[2..];
        if (count == ushort.MaxValue)
        {
            events = payload;
            return true;
        }
        if (count > EventFileFormat.MaxSources)
            return false;
        var read = new TagPath[count];
        for (var i = 0; i < count; i++)
        {
            if (!BinaryPrimitives.TryReadUInt16LittleEndian(payload, out var length) || length > payload.Length - 2)
                return false;
            var text = Encoding.UTF8.GetString(payload.Slice(2, length));
            if (text.Length > 0 && !TagPath.TryParse(text, out read[i], out _))
                return false;
            payload = payload[(2 + length)..];
        }
        sources = read;
        events = payload;
        return true;
    }

    private static List<TagPath>? SourcesOf(IReadOnlyList<Event> events)
    {
        var sources = events.Select(e => e.Source).Distinct().Take(EventFileFormat.MaxSources + 1).ToList();
        return sources.Count > EventFileFormat.MaxSources ? null : sources;
    }
}
