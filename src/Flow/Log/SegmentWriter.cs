using Millwright.Flow.Files;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>Writes one segment, from its header to its seal. After any exception it must be abandoned.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private const int InitialBuffer = 4 << 10;
    private const int TagsPerDictionary = 4_096;

    private readonly BatchEncoder _encoder = new();
    private readonly TagTable _tags;
    private readonly IDurableFile _file;
    private readonly long _firstPosition;
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(InitialBuffer);
    private int _used;
    private long _flushed;

    private SegmentWriter(IDurableFile file, TagTable tags, long firstPosition) => (_file, _tags, _firstPosition) = (file, tags, firstPosition);

    public string Path => _file.Path;

    /// <summary>The bytes of the segment, those still in the buffer included.</summary>
    public long Length => _flushed + _used;

    public int Buffered => _used;

    /// <summary>Makes the file and its header durable under its name.</summary>
    public static SegmentWriter Create(IFileStore files, string directory, in SegmentHeader header, TagTable tags)
    {
        var path = System.IO.Path.Combine(directory, SegmentFormat.FileName(header.FirstPosition));
        // A segment without a single batch may stand there from an earlier start or an earlier try.
        if (files.Exists(path))
            files.Delete(path);
        var file = files.Create(path);
        try
        {
            var writer = new SegmentWriter(file, tags, header.FirstPosition) { _used = SegmentHeader.Size };
            header.Write(writer._buffer);
            writer.Flush();
            writer.Sync();
            files.SyncDirectory(directory);
            return writer;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Append(SampleBatch batch, long position, long durableBefore)
    {
        if (batch.Events.Count > 0)
        {
            Reserve(SegmentFormat.FrameBytes + EventCodec.MaxBytes(batch.Events));
            var used = EventCodec.Encode(batch.Events, _buffer.AsSpan(_used + SegmentFormat.FrameBytes));
            Frame(RecordType.Events, used, position, durableBefore);
            return;
        }
        var fresh = _encoder.Number(batch);
        if (fresh.Length > 0)
            AppendDictionary(_encoder.Tags.Count - fresh.Length, position, durableBefore);
        Reserve(SegmentFormat.FrameBytes + BatchEncoder.MaxBytes(batch));
        var length = _encoder.Encode(batch, _buffer.AsSpan(_used + SegmentFormat.FrameBytes));
        Frame(RecordType.Batch, length, position, durableBefore);
    }

    /// <summary>Ends the segment in order: its whole dictionary once more, so that damage to the first cannot hide batches, and a seal.</summary>
    public void Seal(long lastPosition)
    {
        AppendDictionary(0, lastPosition, lastPosition);
        Reserve(SegmentFormat.FrameBytes);
        Frame(RecordType.Seal, 0, lastPosition, lastPosition);
        Flush();
        Sync();
    }

    public void Flush()
    {
        if (_used == 0)
            return;
        _file.Write(_flushed, _buffer.AsSpan(0, _used));
        _flushed += _used;
        _used = 0;
    }

    public void Sync() => _file.Sync();

    public void Dispose() => _file.Dispose();

    private void AppendDictionary(int from, long position, long durableBefore)
    {
        for (var start = from; start < _encoder.Tags.Count; start += TagsPerDictionary)
        {
            var end = Math.Min(start + TagsPerDictionary, _encoder.Tags.Count);
            var room = (long)SegmentFormat.FrameBytes + 2 * Varint.MaxBytes;
            for (var i = start; i < end; i++)
                room += TagDictionary.MaxBytes(_tags[_encoder.Tags[i]]);
            Reserve(room);
            var payload = _buffer.AsSpan(_used + SegmentFormat.FrameBytes);
            var length = TagDictionary.Write(payload, start, end - start);
            for (var i = start; i < end; i++)
                length += TagDictionary.Write(payload[length..], _tags[_encoder.Tags[i]]);
            Frame(RecordType.Dictionary, length, position, durableBefore);
        }
    }

    private void Frame(RecordType type, int length, long position, long durableBefore)
    {
        var record = _buffer.AsSpan(_used, SegmentFormat.FrameBytes + length);
        SegmentFormat.WriteFrame(record, type, position, durableBefore, SegmentFormat.ChecksumStart(_firstPosition, Length));
        _used += record.Length;
    }

    private void Reserve(long bytes)
    {
        var needed = _used + bytes;
        if (needed > _buffer.Length)
            Array.Resize(ref _buffer, checked((int)Math.Max(needed, 2L * _buffer.Length)));
    }
}
