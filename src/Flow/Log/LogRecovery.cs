using Millwright.Flow.Files;

namespace Millwright.Flow.Log;

/// <summary>Finds out what a log folder holds. Only the headers and the last segment are read; the others are trusted until they are.</summary>
internal sealed class LogRecovery
{
    private readonly IFileStore _files;
    private readonly string _directory;
    private readonly List<(Segment Segment, SegmentHeader? Header, long FileLength)> _found = [];

    private bool _changes = true;
    private long _durable;

    private LogRecovery(IFileStore files, string directory) => (_files, _directory) = (files, directory);

    public List<Segment> Segments { get; } = [];

    public List<LogDamage> Damage { get; } = [];

    /// <summary>The stored place of each cursor; -1 where its file is damaged.</summary>
    public Dictionary<string, long> Cursors { get; } = new(StringComparer.Ordinal);

    /// <summary>The rest of a write that was cut off at the very end; null when there is none.</summary>
    public LogDamage? TornEnd { get; private set; }

    public Guid LogId { get; private set; }

    /// <summary>The last position that is on the medium.</summary>
    public long Committed { get; private set; }

    /// <summary>The position of the next batch.</summary>
    public long Next { get; private set; }

    public static string CursorDirectory(string directory) => Path.Combine(directory, "cursors");

    /// <summary>Reads what must be read and makes what was found durable.</summary>
    /// <exception cref="IOException">A file cannot be opened, or the last segment cannot be synced.</exception>
    public static LogRecovery Run(IFileStore files, string directory, TimeProvider clock)
    {
        var recovery = new LogRecovery(files, directory);
        recovery.Read();
        if (recovery.LogId == Guid.Empty)
            recovery.LogId = Guid.CreateVersion7(clock.GetUtcNow());
        return recovery;
    }

    /// <summary>Reads what a log folder holds without changing anything, for a report.</summary>
    public static LogRecovery Look(IFileStore files, string directory)
    {
        var recovery = new LogRecovery(files, directory) { _changes = false };
        recovery.Read();
        return recovery;
    }

    /// <summary>The segment files of a log folder in order.</summary>
    public static IEnumerable<string> SegmentPaths(IFileStore files, string directory) =>
        files.List(directory).Where(p => SegmentFormat.TryParseFileName(p, out _));

    private void Read()
    {
        ReadHeaders();
        DropUnbornSegment();
        DropOrphans();
        LinkSegments();
        ScanLast();
        for (var i = 0; i < Damage.Count; i++)
            Damage[i] = Damage[i].Knowing(_durable);
        ReadCursors();
    }

    private void ReadHeaders()
    {
        foreach (var path in SegmentPaths(_files, _directory))
        {
            using var reader = SegmentReader.OpenWithoutTags(_files, path);
            var created = reader.HasHeader ? reader.Header.Created : default;
            if (reader.HasHeader)
                LogId = reader.Header.LogId;
            else if (reader.FileLength > SegmentHeader.Size)
                Damage.Add(new(path, 0, SegmentHeader.Size, default, default, "the header is damaged", false));
            _found.Add((new(path, reader.FirstPosition, created), reader.HasHeader ? reader.Header : null, reader.FileLength));
        }
    }

    // A segment is given nothing before its header and name are durable: one that has no header and no more than its bytes holds nothing.
    private void DropUnbornSegment()
    {
        if (_found.Count == 0 || _found[^1].Header is not null || _found[^1].FileLength > SegmentHeader.Size)
            return;
        Next = _found[^1].Segment.First;
        Damage.Add(new(_found[^1].Segment.Path, 0, _found[^1].FileLength, default, default, "the segment's beginning is torn", true));
        Delete(_found[^1].Segment.Path);
        _found.RemoveAt(_found.Count - 1);
    }

    // A segment that could not be begun has no successor that names it, and never got a batch that was acknowledged.
    private void DropOrphans()
    {
        for (var i = _found.Count - 1; i > 0; i--)
        {
            while (i > 0 && _found[i].Header is { } link && _found[i - 1].Segment.First > link.PreviousFirst)
            {
                Delete(_found[i - 1].Segment.Path);
                _found.RemoveAt(i - 1);
                i--;
            }
        }
    }

    private void LinkSegments()
    {
        for (var i = 0; i < _found.Count; i++)
        {
            var (segment, own, fileLength) = _found[i];
            Segments.Add(segment);
            segment.Length = fileLength;
            segment.CommittedBefore = own?.CommittedBefore ?? (i > 0 ? _found[i - 1].Segment.Last : segment.First - 1);
            if (i == _found.Count - 1)
                break;
            if (_found[i + 1].Header is not { } link)
                Scan(segment, isLast: false);
            else if (link.PreviousFirst == segment.First)
                (segment.Length, segment.Last) = (link.PreviousLength, Math.Max(segment.First - 1, link.CommittedBefore));
            else
                NoteMissing(segment, link);
        }
    }

    private void NoteMissing(Segment segment, in SegmentHeader link)
    {
        Scan(segment, isLast: false);
        Damage.Add(new(
            Path.Combine(_directory, SegmentFormat.FileName(link.PreviousFirst)), 0, 0, new(segment.Last + 1), new(link.CommittedBefore),
            "the file is missing", false));
    }

    private void ScanLast()
    {
        if (Segments.Count == 0)
        {
            Next = Math.Max(1, Next);
            return;
        }
        var last = Segments[^1];
        Scan(last, isLast: true);
        // What a kill left in the page cache can be read but is not on the medium yet.
        if (_changes)
        {
            using var file = _files.Open(last.Path, writable: true);
            file.Sync();
        }
        // Without a batch its own number says nothing: positions before it may have been given and never committed.
        Committed = last.Last >= last.First ? last.Last : last.CommittedBefore;
        Next = Math.Max(Next, Math.Max(Committed + 1, last.First));
        if (last.Last < last.First && last.Length > SegmentHeader.Size)
            Next = Math.Max(Next, last.First + 1);
    }

    private void Delete(string path)
    {
        if (_changes)
            _files.Delete(path);
    }

    private void Scan(Segment segment, bool isLast)
    {
        using var reader = SegmentReader.OpenWithoutTags(_files, segment.Path);
        var end = reader.FileLength;
        var open = new List<LogDamage>();
        for (var step = reader.Next(end); step != SegmentStep.End; step = reader.Next(end))
        {
            if (step == SegmentStep.Damage)
            {
                open.Add(new(segment.Path, reader.RecordOffset, reader.Offset - reader.RecordOffset, default, default, reader.Problem, true));
            }
            else
            {
                Place(open, segment.Last, step == SegmentStep.Batch ? reader.Position - 1 : reader.Position, reader.DurableBefore);
                _durable = Math.Max(_durable, reader.DurableBefore);
            }
            if (step == SegmentStep.Batch && reader.Position > segment.Last)
                segment.Last = reader.Position;
        }
        segment.Length = end;
        if (open.Count > 0 && isLast)
        {
            // Nothing intact follows: the rest of a write that was cut off.
            segment.Length = open[0].Offset;
            TornEnd = open[0] = open[0] with { Length = end - open[0].Offset, Problem = "the end is torn" };
        }
        Damage.AddRange(open);
    }

    /// <summary>What follows damage tells which positions it took, and whether they had been acknowledged.</summary>
    private void Place(List<LogDamage> open, long before, long lastLost, long durableBefore)
    {
        foreach (var damage in open)
        {
            var lost = lastLost > before;
            Damage.Add(damage with
            {
                FirstLost = lost ? new(before + 1) : default,
                LastLost = lost ? new(lastLost) : default,
                MayBeUnacknowledged = durableBefore <= before,
            });
        }
        open.Clear();
    }

    private void ReadCursors()
    {
        foreach (var path in _files.List(CursorDirectory(_directory)))
        {
            if (!path.EndsWith(CursorFile.Extension, StringComparison.Ordinal))
                continue;
            var name = Path.GetFileNameWithoutExtension(path);
            var good = CursorFile.TryRead(_files, path, out var position);
            Cursors[name] = good ? position : -1;
            if (!good)
            {
                Damage.Add(new(
                    path, 0, 0, default, default, $"the place of '{name}' is damaged; it is given everything the log still holds again", false));
            }
            else if (position > Committed)
            {
                Damage.Add(new(
                    Segments.Count > 0 ? Segments[^1].Path : _directory, 0, 0, new(Committed + 1), new(position),
                    $"the log ends before the place of '{name}'", false));
            }
            Next = Math.Max(Next, position + 1);
        }
    }
}
