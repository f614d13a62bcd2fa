using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Model;

namespace Millwright.Historian.Events;

/// <summary>Reads the files of the event store.</summary>
internal static class EventFile
{
    /// <summary>The blocks of a file in their order. What is no intact block ends it; the problem says what was found instead.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static List<EventBlock> Scan(IFileStore files, string path, out long end, out string? problem)
    {
        var blocks = new List<EventBlock>();
        (end, problem) = (0, null);
        _ = EventFileFormat.TryParseFileName(path, out var number);
        using var file = files.Open(path, writable: false);
        var header = new byte[EventFileFormat.HeaderBytes];
        if (file.Read(0, header) < header.Length || !EventFileFormat.IsHeader(header, number))
        {
            // A file that has no more than its header, or less, was begun and never got an event.
            problem = file.Length > EventFileFormat.HeaderBytes ? "the header is damaged" : null;
            return blocks;
        }
        end = header.Length;
        while (end < file.Length)
        {
            if (!TryRead(file, number, end, out var frame, out var payload, out problem))
                return blocks;
            if (!EventBlock.TrySplit(payload, out var sources, out _))
            {
                problem = "the sources of the block are malformed";
                return blocks;
            }
            blocks.Add(new(path, number, end, frame, sources));
            end += EventFileFormat.FrameBytes + payload.Length;
        }
        return blocks;
    }

    /// <summary>The events of a block; null with the problem when they cannot be read.</summary>
    public static IReadOnlyList<Event>? Read(IFileStore files, EventBlock block, out string? problem)
    {
        using var file = files.Open(block.Path, writable: false);
        if (!TryRead(file, block.Number, block.Offset, out _, out var payload, out problem))
            return null;
        if (EventBlock.TrySplit(payload, out _, out var bytes) && EventCodec.TryDecode(bytes, out var events))
            return events;
        problem = "the events of the block are malformed";
        return null;
    }

    private static bool TryRead(IDurableFile file, long number, long offset, out EventFrame frame, out ReadOnlySpan<byte> payload, out string? problem)
    {
        payload = default;
        Span<byte> head = stackalloc byte[EventFileFormat.FrameBytes];
        if (file.Read(offset, head) < head.Length || !EventFileFormat.TryReadFrame(head, out frame) || offset + EventFileFormat.FrameBytes + frame.Length > file.Length)
        {
            frame = default;
            problem = "no block begins here";
            return false;
        }
        var block = new byte[EventFileFormat.FrameBytes + frame.Length];
        if (file.Read(offset, block) < block.Length || !EventFileFormat.IsIntact(block, number, offset))
        {
            problem = "the block's checksum is wrong";
            return false;
        }
        payload = block.AsSpan(EventFileFormat.FrameBytes);
        problem = null;
        return true;
    }
}
