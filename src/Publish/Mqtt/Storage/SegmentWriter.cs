using Millwright.Flow.Files;

namespace Millwright.Publish.Mqtt.Storage;

/// <summary>
/// Writes frames to the newest file and tidies up: what still counts of the oldest file is written again at the end, then the file goes. Oldest
/// first, so that a record that takes another back never goes before it. Used by one thread.
/// </summary>
internal sealed class SegmentWriter : IDisposable
{
    /// <summary>Files beyond which the oldest goes however small it is: each start begins a new one.</summary>
    private const int MaxFiles = 64;

    private readonly SegmentFiles _files;
    private readonly DurableStoreOptions _options;
    private readonly LiveRecords _live;
    private readonly Queue<(uint Segment, long Bytes)> _closed;
    private readonly RecordBuffer _copies = new();
    private IDurableFile _file;
    private uint _segment;
    private long _length;
    private long _closedBytes;
    private long _sequence;
    private long _durable;

    /// <exception cref="IOException">The next file cannot be made.</exception>
    public SegmentWriter(SegmentFiles files, StoreRecovery recovery, DurableStoreOptions options)
    {
        (_files, _options, _live, _closed) = (files, options, recovery.Live, recovery.Segments);
        _closedBytes = _closed.Sum(s => s.Bytes);
        _sequence = _durable = recovery.Sequence;
        _segment = recovery.NextSegment;
        _copies.LastId = recovery.LastId;
        _file = files.Create(_segment);
    }

    public long TotalBytes => Volatile.Read(ref _closedBytes) + Volatile.Read(ref _length);

    /// <summary>Writes whole frames; returns when they are on the medium.</summary>
    /// <exception cref="IOException">They are not. Nothing may be written any more.</exception>
    public void Write(RecordBuffer frames)
    {
        if (_length > 0 && _length + frames.Count > _options.SegmentBytes)
            Roll();
        for (var at = 0; at < frames.Count;)
        {
            var frame = frames.FrameAt(at, out var lastId);
            RecordFormat.Seal(frame, _segment, new(++_sequence, _durable, lastId));
            _copies.LastId = Math.Max(_copies.LastId, lastId);
            at += frame.Length;
        }
        _file.Write(_length, frames.Bytes);
        _file.Sync();
        _durable = _sequence;
        for (var at = 0; at < frames.Count;)
        {
            var frame = frames.FrameAt(at, out _);
            Apply(_length + at, frame[RecordFormat.HeaderBytes..]);
            at += frame.Length;
        }
        _length += frames.Count;
    }

    /// <summary>Lets the oldest file go when too little of all counts.</summary>
    /// <exception cref="IOException">It failed. Nothing may be written any more.</exception>
    public void Clean()
    {
        if (_closed.Count == 0 || (_closed.Count < MaxFiles && (TotalBytes < _options.CleanFromBytes || TotalBytes < _live.Bytes * 2)))
            return;
        var (segment, bytes) = _closed.Peek();
        CollectLive(segment);
        // Also with nothing to keep: the highest id that was given must not go with the last file that knew it.
        _copies.EndFrame();
        Write(_copies);
        _copies.Clear();
        _files.Delete(segment);
        _closed.Dequeue();
        _closedBytes -= bytes;
    }

    public void Dispose() => _file.Dispose();

    private void Roll()
    {
        var next = _files.Create(_segment + 1);
        _file.Dispose();
        _closed.Enqueue((_segment, _length));
        _closedBytes += _length;
        (_file, _segment, _length) = (next, _segment + 1, 0);
    }

    private void Apply(long offset, ReadOnlySpan<byte> payload)
    {
        var at = 0;
        for (var start = 0; RecordFormat.TryTake(payload, ref at, out var kind, out var body); start = at)
            _live.Apply(kind, body, new(_segment, offset + RecordFormat.HeaderBytes + start, at - start));
        _live.EndFrame();
    }

    private void CollectLive(uint segment)
    {
        ReadOnlySpan<byte> content = _files.Read(segment);
        var at = 0;
        while (RecordFormat.TryRead(content[at..], segment, out _, out var payload))
        {
            var record = 0;
            for (var start = 0; RecordFormat.TryTake(payload, ref record, out var kind, out var body); start = record)
            {
                if (_live.Counts(kind, body, new(segment, at + RecordFormat.HeaderBytes + start, record - start)))
                    _copies.Copy(kind, body);
            }
            at += RecordFormat.HeaderBytes + payload.Length;
        }
        if (at != content.Length)
            throw new StoreDamagedException(_files.PathOf(segment), at, "no whole frame begins there");
    }
}
