using Millwright.Mqtt.Storage;

namespace Millwright.Publish.Mqtt.Storage;

/// <summary>
/// Reads the files of the store from the oldest to the newest. The end of the newest one may be torn: it is cut, and what is left is
/// written anew, because pages that a failed sync left behind read well and are not on the medium. Any other fault is damage.
/// </summary>
internal sealed class StoreRecovery(SegmentFiles files)
{
    /// <summary>What counts, and where it stands.</summary>
    public LiveRecords Live { get; } = new();

    /// <summary>The sizes of the files, oldest first.</summary>
    public Queue<(uint Segment, long Bytes)> Segments { get; } = new();

    /// <summary>The last frame's number; 0 before the first.</summary>
    public long Sequence { get; private set; }

    public ulong LastId { get; private set; }

    /// <summary>The number of the next file.</summary>
    public uint NextSegment { get; private set; } = 1;

    /// <summary>Bytes that were cut off the end: turns that nobody was told of.</summary>
    public long CutBytes { get; private set; }

    /// <exception cref="IOException">The files cannot be read, or are damaged.</exception>
    public void Run()
    {
        var numbers = files.List();
        for (var i = 0; i < numbers.Count; i++)
            ReadSegment(numbers[i], isLast: i == numbers.Count - 1);
        Live.EndReplay();
        if (numbers.Count > 0)
            NextSegment = numbers[^1] + 1;
    }

    /// <summary>The records themselves, for the broker.</summary>
    /// <exception cref="IOException">The files cannot be read, or a record of them is none.</exception>
    public StoredState Load()
    {
        using var reader = new PlaceReader(files);
        try
        {
            return Load(reader);
        }
        catch (FormatException e)
        {
            throw new StoreDamagedException(files.PathOf(reader.Last.Segment), reader.Last.Offset, e.Message);
        }
    }

    private StoredState Load(PlaceReader reader)
    {
        var state = new StoredState { LastId = LastId };
        foreach (var (id, place) in Live.Messages)
        {
            if (place.Bytes > 0)
                state.Messages.Add(id, reader.At(place).Message());
        }
        foreach (var session in Live.Sessions.Values)
        {
            var kept = new StoredState.SessionState(reader.At(session.Place).Session());
            foreach (var place in session.Subscriptions.Values)
                kept.Subscriptions.Add(reader.Within(place).Subscription());
            foreach (var (place, message) in session.Deliveries.OrderBy(d => d.Key).Select(d => d.Value))
            {
                if (state.Messages.ContainsKey(message))
                    kept.Deliveries.Add(reader.Within(place).Delivery());
            }
            kept.Received.AddRange(session.Received.Keys);
            state.Sessions.Add(kept);
        }
        state.Retained.AddRange(Live.Retained.Where(state.Messages.ContainsKey));
        return state;
    }

    private void ReadSegment(uint segment, bool isLast)
    {
        var content = files.Read(segment);
        var at = 0;
        while (RecordFormat.TryRead(content.AsSpan(at), segment, out var facts, out var payload))
        {
            if (Sequence > 0 && facts.Sequence != Sequence + 1)
                throw new StoreDamagedException(files.PathOf(segment), at, $"frame {facts.Sequence} follows frame {Sequence}, what was between is gone");
            Apply(segment, at, payload);
            (Sequence, LastId) = (facts.Sequence, Math.Max(LastId, facts.LastId));
            at += RecordFormat.HeaderBytes + payload.Length;
        }
        if (!isLast && at < content.Length)
            throw new StoreDamagedException(files.PathOf(segment), at, "no whole frame begins there, and newer files follow");
        if (isLast)
        {
            FindDamage(segment, content, at);
            CutBytes = content.Length - at;
            files.Replace(segment, content.AsSpan(0, at));
        }
        Segments.Enqueue((segment, at));
    }

    /// <summary>Behind a torn end nothing is whole that knew the torn part to be durable. If something is, the part was damaged later.</summary>
    private void FindDamage(uint segment, byte[] content, int end)
    {
        for (var at = end + 1; at < content.Length - RecordFormat.HeaderBytes; at++)
        {
            if (RecordFormat.TryRead(content.AsSpan(at), segment, out var facts, out _) && facts.Durable > Sequence)
                throw new StoreDamagedException(files.PathOf(segment), end, $"frame {Sequence + 1} was durable and cannot be read");
        }
    }

    private void Apply(uint segment, int frame, ReadOnlySpan<byte> payload)
    {
        var at = 0;
        try
        {
            for (var start = 0; RecordFormat.TryTake(payload, ref at, out var kind, out var body); start = at)
                Live.Apply(kind, body, new(segment, frame + RecordFormat.HeaderBytes + start, at - start));
        }
        catch (FormatException e)
        {
            throw new StoreDamagedException(files.PathOf(segment), frame + at, e.Message);
        }
        if (at != payload.Length)
            throw new StoreDamagedException(files.PathOf(segment), frame + at, "a record is cut within a whole frame");
    }

    /// <summary>Reads single records; keeps the files open meanwhile.</summary>
    private sealed class PlaceReader(SegmentFiles files) : IDisposable
    {
        private readonly Dictionary<uint, Flow.Files.IDurableFile> _open = [];
        private byte[] _buffer = [];

        /// <summary>Where the record stands that was asked for last.</summary>
        public RecordPlace Last { get; private set; }

        public BodyReader At(RecordPlace place)
        {
            Last = place;
            if (!_open.TryGetValue(place.Segment, out var file))
                _open.Add(place.Segment, file = files.Open(place.Segment));
            if (_buffer.Length < place.Bytes)
                _buffer = new byte[place.Bytes];
            var record = _buffer.AsSpan(0, place.Bytes);
            if (file.Read(place.Offset, record) < record.Length)
                throw new StoreDamagedException(file.Path, place.Offset, "the file became shorter while it was read");
            return new(record[RecordFormat.RecordHeaderBytes..]);
        }

        /// <summary>What stands behind the id of the session.</summary>
        public BodyReader Within(RecordPlace place)
        {
            var reader = At(place);
            _ = reader.U64();
            return reader;
        }

        public void Dispose()
        {
            foreach (var file in _open.Values)
                file.Dispose();
        }
    }
}
