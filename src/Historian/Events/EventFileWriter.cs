using Millwright.Flow.Files;
using Millwright.Model;

namespace Millwright.Historian.Events;

/// <summary>Appends blocks to one file. After any exception it must be abandoned: what it wrote may not be on the medium.</summary>
internal sealed class EventFileWriter : IDisposable
{
    private readonly IDurableFile _file;

    private EventFileWriter(IDurableFile file, long number) => (_file, Number) = (file, number);

    public long Number { get; }

    public long Length { get; private set; }

    /// <summary>Makes the file and its header durable under its name.</summary>
    public static EventFileWriter Create(IFileStore files, string folder, long number, Timestamp now)
    {
        var path = Path.Combine(folder, EventFileFormat.FileName(number));
        var file = files.Create(path);
        try
        {
            var header = new byte[EventFileFormat.HeaderBytes];
            EventFileFormat.WriteHeader(header, number, now);
            file.Write(0, header);
            file.Sync();
            files.SyncDirectory(folder);
            return new(file, number) { Length = header.Length };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Appends a block; it is durable after <see cref="Sync"/>.</summary>
    /// <param name="events">At least one.</param>
    /// <param name="after">Up to where the store has acknowledged the log.</param>
    /// <param name="until">Up to where in the log the files have everything with it.</param>
    public EventBlock Append(IReadOnlyList<Event> events, long after, long until)
    {
        var bytes = EventBlock.Encode(events, out var length);
        var frame = new EventFrame(
            length - EventFileFormat.FrameBytes, events.Count, after, until, events.Min(e => e.Time.Ticks), events.Max(e => e.Time.Ticks),
            events.Max(e => e.Severity), events[0].Id);
        var block = bytes.AsSpan(0, length);
        EventFileFormat.WriteFrame(block, frame, Number, Length);
        _file.Write(Length, block);
        _ = EventBlock.TrySplit(block[EventFileFormat.FrameBytes..], out var sources, out _);
        var made = new EventBlock(_file.Path, Number, Length, frame, sources);
        Length += length;
        return made;
    }

    public void Sync() => _file.Sync();

    public void Dispose() => _file.Dispose();
}
