using Millwright.Flow.Files;
using Millwright.Model;

namespace Millwright.Historian.Events;

/// <summary>Appends blocks to one file. After any exception it must be abandoned: what it wrote may not be on the medium.</summary>
internal sealed class EventFileWriter : IDisposable
{
    private readonly IDurableFile _file;
    private readonly long _first;

    private EventFileWriter(IDurableFile file, long first) => (_file, _first) = (file, first);

    public long Length { get; private set; }

    /// <summary>Makes the file and its header durable under its name.</summary>
    public static EventFileWriter Create(IFileStore files, string folder, long firstPosition, Timestamp now)
    {
        var path = Path.Combine(folder, EventFileFormat.FileName(firstPosition));
        // An earlier try that failed may have left it; what counts of it was never acknowledged.
        if (files.Exists(path))
            files.Delete(path);
        var file = files.Create(path);
        try
        {
            var header = new byte[EventFileFormat.HeaderBytes];
            EventFileFormat.WriteHeader(header, firstPosition, now);
            file.Write(0, header);
            file.Sync();
            files.SyncDirectory(folder);
            return new(file, firstPosition) { Length = header.Length };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Appends a block; it is durable after <see cref="Sync"/>.</summary>
    public EventBlock Append(IReadOnlyList<Event> events, long firstPosition, long lastPosition)
    {
        var bytes = EventBlock.Encode(events, out var length);
        var frame = new EventFrame(
            length - EventFileFormat.FrameBytes, events.Count, firstPosition, lastPosition, events.Min(e => e.Time.Ticks), events.Max(e => e.Time.Ticks),
            events.Max(e => e.Severity));
        var block = bytes.AsSpan(0, length);
        EventFileFormat.WriteFrame(block, frame, _first, Length);
        _file.Write(Length, block);
        _ = EventBlock.TrySplit(block[EventFileFormat.FrameBytes..], out var sources, out _);
        var made = new EventBlock(_file.Path, _first, Length, frame, sources);
        Length += length;
        return made;
    }

    public void Sync() => _file.Sync();

    public void Dispose() => _file.Dispose();
}
