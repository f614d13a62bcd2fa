using System.Runtime.CompilerServices;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Flow.Bus;

/// <summary>The newest samples in cells that one writer a tag fills and any reader reads without a lock.</summary>
internal sealed class CurrentValues : ICurrentValues
{
    private readonly Table _newest = new();
    private readonly Table _usable = new();
    private readonly Table _raw = new();

    public bool TryGet(TagHandle tag, out Sample sample) => _newest.TryRead(tag, out sample);

    public bool TryGetLastUsable(TagHandle tag, out Sample sample) =>
        (_newest.TryRead(tag, out sample) && !sample.Quality.IsBad) || _usable.TryRead(tag, out sample);

    public bool TryGetRaw(TagHandle tag, out Sample sample) => _raw.TryRead(tag, out sample) || TryGetLastUsable(tag, out sample);

    /// <summary>Takes normalized samples in their order. Of one tag only one caller at a time.</summary>
    public void Set(SampleBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            // The last usable sample is copied only when a Bad one is about to take its place.
            if (batch.Qualities[i].IsBad && _newest.TryRead(batch.Tags[i], out var before) && !before.Quality.IsBad)
                _usable.Write(before);
            _newest.Write(batch[i]);
        }
    }

    /// <summary>Takes raw samples and what became of each. Of one tag only one caller at a time.</summary>
    public void SetRaw(SampleBatch raw, SampleBatch normalized)
    {
        for (var i = 0; i < raw.Count; i++)
        {
            if (raw.Qualities[i].IsBad)
                continue;
            // A tag whose values come through as they are is not kept twice.
            if (_raw.Has(raw.Tags[i]) || raw.SourceTimes[i] != normalized.SourceTimes[i] || raw.Value(i) != normalized.Value(i))
                _raw.Write(raw[i]);
        }
    }

    /// <summary>One sample a tag. What few tags have, a server's time or a value that is no scalar, stands in entries of its own.</summary>
    private sealed class Table
    {
        private readonly TagPages<Cell> _cells = new();
        private readonly TagPages<Rest> _rests = new();

        public bool Has(TagHandle tag)
        {
            ref var cell = ref _cells.Find(tag);
            return !Unsafe.IsNullRef(ref cell) && cell.Version != 0;
        }

        public void Write(in Sample sample)
        {
            ref var cell = ref _cells.At(sample.Tag);
            var hasRest = cell.HasRest || !sample.ServerTime.IsNone || sample.Value.Reference is not null;
            // A sequence lock: odd while it is written, so that a reader who saw parts of two samples reads again.
            cell.Version++;
            Volatile.WriteBarrier();
            cell.SourceTime = sample.SourceTime.Ticks;
            cell.Bits = sample.Value.Bits;
            cell.Kind = sample.Value.Kind;
            cell.Quality = sample.Quality;
            if (hasRest)
            {
                ref var rest = ref _rests.At(sample.Tag);
                rest.ServerTime = sample.ServerTime.Ticks;
                rest.Reference = sample.Value.Reference;
                cell.HasRest = true;
            }
            Volatile.WriteBarrier();
            cell.Version++;
        }

        public bool TryRead(TagHandle tag, out Sample sample)
        {
            sample = default;
            ref var cell = ref _cells.Find(tag);
            if (Unsafe.IsNullRef(ref cell))
                return false;
            var wait = new SpinWait();
            while (true)
            {
                var before = Volatile.Read(ref cell.Version);
                if (before == 0)
                    return false;
                if ((before & 1) == 0)
                {
                    var copy = cell;
                    var rest = copy.HasRest ? _rests.At(tag) : default;
                    Volatile.ReadBarrier();
                    if (Volatile.Read(ref cell.Version) == before)
                    {
                        sample = new(tag, new(copy.SourceTime), TagValue.FromParts(copy.Kind, copy.Bits, rest.Reference), copy.Quality, new(rest.ServerTime));
                        return true;
                    }
                }
                wait.SpinOnce();
            }
        }
    }

    private struct Cell
    {
        public long SourceTime;
        public ulong Bits;
        public Quality Quality;
        public uint Version;
        public TagKind Kind;
        public bool HasRest;
    }

    private struct Rest
    {
        public long ServerTime;
        public object? Reference;
    }
}
