using System.Runtime.CompilerServices;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Flow.Bus;

/// <summary>The newest samples in cells that one writer a tag fills and any reader reads without a lock.</summary>
internal sealed class CurrentValues : ICurrentValues
{
    private readonly TagPages<Cell> _newest = new();
    private readonly TagPages<Cell> _usable = new();
    private readonly TagPages<Cell> _raw = new();

    public bool TryGet(TagHandle tag, out Sample sample) => TryRead(_newest, tag, out sample);

    public bool TryGetLastUsable(TagHandle tag, out Sample sample) =>
        (TryRead(_newest, tag, out sample) && !sample.Quality.IsBad) || TryRead(_usable, tag, out sample);

    public bool TryGetRaw(TagHandle tag, out Sample sample) => TryRead(_raw, tag, out sample) || TryGetLastUsable(tag, out sample);

    /// <summary>Takes normalized samples in their order. Of one tag only one caller at a time.</summary>
    public void Set(SampleBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            ref var cell = ref _newest.At(batch.Tags[i]);
            // The last usable sample is copied only when a Bad one is about to take its place.
            if (batch.Qualities[i].IsBad && cell.Version != 0 && !cell.Quality.IsBad)
                Write(ref _usable.At(batch.Tags[i]), cell.ToSample(batch.Tags[i]));
            Write(ref cell, batch[i]);
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
            ref var cell = ref _raw.Find(raw.Tags[i]);
            var isKept = !Unsafe.IsNullRef(ref cell) && cell.Version != 0;
            if (isKept || raw.SourceTimes[i] != normalized.SourceTimes[i] || raw.Value(i) != normalized.Value(i))
                Write(ref _raw.At(raw.Tags[i]), raw[i]);
        }
    }

    private static void Write(ref Cell cell, in Sample sample)
    {
        // A sequence lock: odd while it is written, so that a reader who saw parts of two samples reads again.
        cell.Version++;
        Volatile.WriteBarrier();
        cell.SourceTime = sample.SourceTime.Ticks;
        cell.ServerTime = sample.ServerTime.Ticks;
        cell.Bits = sample.Value.Bits;
        cell.Reference = sample.Value.Reference;
        cell.Kind = sample.Value.Kind;
        cell.Quality = sample.Quality;
        Volatile.WriteBarrier();
        cell.Version++;
    }

    private static bool TryRead(TagPages<Cell> cells, TagHandle tag, out Sample sample)
    {
        sample = default;
        ref var cell = ref cells.Find(tag);
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
                Volatile.ReadBarrier();
                if (Volatile.Read(ref cell.Version) == before)
                {
                    sample = copy.ToSample(tag);
                    return true;
                }
            }
            wait.SpinOnce();
        }
    }

    private struct Cell
    {
        public long SourceTime;
        public long ServerTime;
        public ulong Bits;
        public object? Reference;
        public Quality Quality;
        public uint Version;
        public TagKind Kind;

        public readonly Sample ToSample(TagHandle tag) =>
            new(tag, new(SourceTime), TagValue.FromParts(Kind, Bits, Reference), Quality, new(ServerTime));
    }
}
