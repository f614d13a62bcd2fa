using System.Buffers.Binary;
using Millwright.Flow.Files;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>What a step through a segment found.</summary>
internal enum SegmentStep
{
    /// <summary>A batch of samples or of events.</summary>
    Batch,
    Seal,
    /// <summary>Bytes that are no intact record; the next step goes on behind them.</summary>
    Damage,
    End,
}

/// <summary>Gives tags that only a dictionary knows their handles in the running process.</summary>
internal delegate IReadOnlyList<TagHandle> KnowTags(IReadOnlyList<TagDefinition> tags);

/// <summary>The handle of a tag that is known by its identity; false when it is not.</summary>
internal delegate bool FindTag(TagId id, out TagHandle handle);

/// <summary>Reads one segment record by record, with nothing but the segment, and finds its way again after damage.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const int WindowBytes = 256 << 10;
    private const int SectorBytes = 4_096;

    private readonly IDurableFile _file;
    private readonly FindTag _find;
    private readonly KnowTags _know;
    private byte[] _window = [];
    private long _windowAt;
    private int _windowLength;
    private TagHandle[] _tags = [];
    private bool _lookedAhead;
    private int _payloadAt;
    private int _payloadLength;

    private SegmentReader(IDurableFile file, long firstPosition, FindTag find, KnowTags know) =>
        (_file, FirstPosition, _find, _know) = (file, firstPosition, find, know);

    public string Path => _file.Path;

    public long FirstPosition { get; }

    /// <summary>The header, default when it is damaged.</summary>
    public SegmentHeader Header { get; private set; }

    public bool HasHeader { get; private set; }

    public long FileLength => _file.Length;

    /// <summary>Where the next step begins.</summary>
    public long Offset { get; private set; } = SegmentHeader.Size;

    /// <summary>Where the last record or damage began.</summary>
    public long RecordOffset { get; private set; }

    /// <summary>The position that the last record carries.</summary>
    public long Position { get; private set; }

    /// <summary>What was known to be durable when the last record was written.</summary>
    public long DurableBefore { get; private set; }

    /// <summary>True when the last batch is one of events.</summary>
    public bool IsEvents { get; private set; }

    /// <summary>What is wrong with the bytes that the last step called damage.</summary>
    public string Problem { get; private set; } = "";

    public ReadOnlySpan<byte> Payload => _window.AsSpan(_payloadAt, _payloadLength);

    /// <summary>Opens a segment by its file name, to give its tags the handles of a table.</summary>
    public static SegmentReader Open(IFileStore files, string path, TagTable tags) => Open(files, path, tags.TryFind, tags.Know);

    /// <summary>Opens a segment by its file name for one who asks for no tag.</summary>
    public static SegmentReader OpenWithoutTags(IFileStore files, string path) => Open(files, path, FindNone, static tags => new TagHandle[tags.Count]);

    /// <summary>Opens a segment by its file name.</summary>
    public static SegmentReader Open(IFileStore files, string path, FindTag find, KnowTags know)
    {
        if (!SegmentFormat.TryParseFileName(path, out var firstPosition))
            throw new IOException($"{path} is not named like a segment of the log");
        var reader = new SegmentReader(files.Open(path, writable: false), firstPosition, find, know);
        try
        {
            if (reader.TryLoad(0, SegmentHeader.Size, reader._file.Length, out var bytes))
            {
                reader.HasHeader = SegmentHeader.TryRead(bytes, path, out var header) && header.FirstPosition == firstPosition;
                reader.Header = reader.HasHeader ? header : default;
            }
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The next batch, seal or damage before <paramref name="end"/>.</summary>
    /// <param name="end">The bytes of the segment that count; what the file has beyond was never acknowledged.</param>
    public SegmentStep Next(long end)
    {
        while (Offset < end)
        {
            RecordOffset = Offset;
            if (!TryFrame(Offset, end, out var type))
                return SkipDamage(end);
            Offset += SegmentFormat.FrameBytes + _payloadLength;
            switch (type)
            {
                case RecordType.Batch or RecordType.Events:
                    IsEvents = type == RecordType.Events;
                    return SegmentStep.Batch;
                case RecordType.Seal:
                    return SegmentStep.Seal;
                default:
                    if (!TryLearn())
                    {
                        Problem = "the dictionary is malformed";
                        return SegmentStep.Damage;
                    }
                    break;
            }
        }
        return SegmentStep.End;
    }

    /// <summary>Unpacks the batch that <see cref="Next"/> stands at.</summary>
    public bool TryDecode(long end, out SampleBatch? batch)
    {
        if (IsEvents)
            return TryDecodeEvents(out batch);
        if (BatchDecoder.TryDecode(Payload, _tags, out batch, out var problem))
            return true;
        if (!_lookedAhead)
        {
            LookAhead(end);
            if (BatchDecoder.TryDecode(Payload, _tags, out batch, out problem))
                return true;
        }
        Problem = problem;
        return false;
    }

    /// <summary>Counts the batch that <see cref="Next"/> stands at without unpacking its values.</summary>
    public bool TryTally(long end, LogTally tally)
    {
        if (IsEvents)
        {
            if (!TryDecodeEvents(out var events))
                return false;
            using (events)
                tally.Take(events!);
            return true;
        }
        if (BatchDecoder.TryTally(Payload, _tags, tally, out var problem))
            return true;
        if (!_lookedAhead)
        {
            LookAhead(end);
            if (BatchDecoder.TryTally(Payload, _tags, tally, out problem))
                return true;
        }
        Problem = problem;
        return false;
    }

    public void Dispose() => _file.Dispose();

    private static bool FindNone(TagId id, out TagHandle handle)
    {
        handle = default;
        return true;
    }

    private bool TryDecodeEvents(out SampleBatch? batch)
    {
        var good = EventCodec.TryDecode(Payload, out var events) && events.Count > 0;
        batch = good ? SampleBatch.OfEvents(events) : null;
        if (!good)
            Problem = "the events are malformed";
        return good;
    }

    private SegmentStep SkipDamage(long end)
    {
        Problem = "no intact record";
        var start = RecordOffset;
        Offset = FindRecord(start + 1, end);
        RecordOffset = start;
        return SegmentStep.Damage;
    }

    /// <summary>The offset of the next intact record, or the end.</summary>
    private long FindRecord(long from, long end)
    {
        Span<byte> marker = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(marker, SegmentFormat.Marker);
        // The file may be shorter than what once counted.
        var readable = Math.Min(end, _file.Length);
        while (from + SegmentFormat.FrameBytes <= readable)
        {
            var take = (int)Math.Min(WindowBytes, readable - from);
            if (!TryLoad(from, take, readable, out var bytes))
                break;
            var found = bytes.IndexOf(marker);
            if (found < 0)
            {
                // A marker may lie across the edge of two windows.
                from += Math.Max(1, take - sizeof(uint) + 1);
                continue;
            }
            from += found;
            if (TryFrame(from, end, out _))
                return from;
            from++;
        }
        return end;
    }

    private bool TryFrame(long offset, long end, out RecordType type)
    {
        type = default;
        if (!TryLoad(offset, SegmentFormat.FrameBytes, end, out var frame)
            || BinaryPrimitives.ReadUInt32LittleEndian(frame) != SegmentFormat.Marker)
        {
            return false;
        }
        var length = BinaryPrimitives.ReadInt32LittleEndian(frame[8..]);
        if ((uint)length > SegmentFormat.MaxPayloadBytes
            || !TryLoad(offset, SegmentFormat.FrameBytes + length, end, out var record)
            || !SegmentFormat.IsIntact(record, SegmentFormat.ChecksumStart(FirstPosition, offset)))
        {
            return false;
        }
        type = (RecordType)BinaryPrimitives.ReadInt32LittleEndian(record[12..]);
        Position = BinaryPrimitives.ReadInt64LittleEndian(record[16..]);
        DurableBefore = BinaryPrimitives.ReadInt64LittleEndian(record[24..]);
        _payloadAt = (int)(offset - _windowAt) + SegmentFormat.FrameBytes;
        _payloadLength = length;
        return type is RecordType.Batch or RecordType.Dictionary or RecordType.Seal or RecordType.Events;
    }

    private bool TryLearn()
    {
        if (!TagDictionary.TryRead(Payload, _find, _know, out var first, out var handles))
            return false;
        var known = _tags.Length;
        if (first + handles.Length > known)
        {
            Array.Resize(ref _tags, Math.Max(first + handles.Length, Math.Min(2 * known, first + 2 * handles.Length)));
            _tags.AsSpan(known).Fill(new TagHandle(-1));
        }
        handles.CopyTo(_tags.AsSpan(first));
        return true;
    }

    /// <summary>Takes the dictionaries of the rest of the segment, where a sealed one repeats them all.</summary>
    private void LookAhead(long end)
    {
        _lookedAhead = true;
        var (offset, at, position, durable) = (Offset, RecordOffset, Position, DurableBefore);
        for (var next = offset; next < end;)
        {
            if (!TryFrame(next, end, out var type))
            {
                next = FindRecord(next + 1, end);
                continue;
            }
            next += SegmentFormat.FrameBytes + _payloadLength;
            if (type == RecordType.Dictionary)
                _ = TryLearn();
        }
        _ = TryFrame(at, end, out _);
        (Offset, RecordOffset, Position, DurableBefore) = (offset, at, position, durable);
    }

    /// <summary>Brings bytes of the file into the window; false when they lie beyond the end.</summary>
    private bool TryLoad(long offset, int length, long end, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (offset + length > end)
            return false;
        if (offset < _windowAt || offset + length > _windowAt + _windowLength)
        {
            var wanted = (int)Math.Min(Math.Max(length, WindowBytes), end - offset);
            if (_window.Length < wanted)
                _window = GC.AllocateUninitializedArray<byte>(wanted);
            _windowAt = offset;
            _windowLength = Read(offset, _window.AsSpan(0, wanted));
            if (_windowLength < length)
                return false;
        }
        bytes = _window.AsSpan((int)(offset - _windowAt), length);
        return true;
    }

    private int Read(long offset, Span<byte> into)
    {
        try
        {
            return _file.Read(offset, into);
        }
        catch (IOException)
        {
            return ReadAroundBadSectors(offset, into);
        }
    }

    // What the medium cannot give back becomes zeros, which no checksum accepts: damage as any other, reported where the records are.
    private int ReadAroundBadSectors(long offset, Span<byte> into)
    {
        var total = 0;
        while (total < into.Length)
        {
            var sector = into.Slice(total, Math.Min(SectorBytes, into.Length - total));
            int read;
            try
            {
                read = _file.Read(offset + total, sector);
            }
            catch (IOException)
            {
                sector.Clear();
                read = sector.Length;
            }
            total += read;
            if (read < sector.Length)
                break;
        }
        return total;
    }
}
