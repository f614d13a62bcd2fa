using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>
/// What one batch of the log has of each connection: how many samples, and the time of the newest. Of a batch in a segment the runs of
/// its tags and times are read and no value is unpacked: what a start has to count costs a tenth of what it costs to read.
/// </summary>
/// <remarks>For one pass over the log: a tag's connection is looked up once.</remarks>
/// <param name="tags">Where handles lead to connections.</param>
public sealed class LogTally(TagTable tags)
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<Part> _parts = [];
    private readonly List<int> _present = [];
    private int[] _connectionOf = [];

    /// <summary>The place of the batch.</summary>
    public LogPosition Position { get; internal set; }

    public int Samples { get; private set; }

    public IReadOnlyList<Event> Events { get; private set; } = [];

    /// <summary>The time of the newest sample in ticks; 0 when there are none.</summary>
    public long Newest { get; private set; }

    /// <summary>The connections that have samples in the batch, and the source time in ticks of the newest of each.</summary>
    public IEnumerable<(string Connection, int Samples, long Newest)> Connections =>
        _present.Select(p => (_parts[p].Connection, _parts[p].Samples, _parts[p].Newest));

    /// <summary>Counts a batch that is unpacked already.</summary>
    public void Take(SampleBatch batch)
    {
        Clear();
        Events = batch.Events;
        for (var i = 0; i < batch.Count; i++)
        {
            var part = PartOf(batch.Tags[i]);
            Count(part, 1);
            See(part, batch.SourceTimes[i]);
        }
    }

    /// <summary>Counts a batch by the columns of its tags and times.</summary>
    /// <param name="numbers">The column of tags.</param>
    /// <param name="times">The column of source times.</param>
    /// <param name="count">The samples.</param>
    /// <param name="handles">By the segment's tag numbers, below 0 where nobody explains one.</param>
    /// <param name="problem">What is wrong.</param>
    internal bool TryTake(DeltaRuns.Reader numbers, DeltaRuns.Reader times, int count, ReadOnlySpan<TagHandle> handles, out string problem)
    {
        Clear();
        var again = numbers;
        problem = "a column is malformed";
        for (var left = count; left > 0;)
        {
            if (!numbers.TryNextRun(left, out var first, out var step, out var length))
                return false;
            if (!TryCount(first, step, length, handles))
            {
                problem = "it names a tag that no intact dictionary explains";
                return false;
            }
            left -= length;
        }
        if (!numbers.IsAtEnd || !(_present.Count == 1 ? TrySeeRuns(ref times, count) : TrySeeEach(ref again, ref times, count, handles)) || !times.IsAtEnd)
            return false;
        problem = "";
        return true;
    }

    private bool TryCount(long first, long step, int length, ReadOnlySpan<TagHandle> handles)
    {
        if (Math.Abs(step) > TagDictionary.MaxTags && length > 1)
            return false;
        var last = first + (step * (length - 1));
        if ((ulong)first >= (ulong)handles.Length || (ulong)last >= (ulong)handles.Length)
            return false;
        var (part, run) = (-1, 0);
        for (var number = (int)first; length > 0; length--, number += (int)step, run++)
        {
            if (handles[number].Index < 0)
                return false;
            var next = PartOf(handles[number]);
            if (next == part)
                continue;
            if (run > 0)
                Count(part, run);
            (part, run) = (next, 0);
        }
        Count(part, run);
        return true;
    }

    private bool TrySeeRuns(ref DeltaRuns.Reader times, int count)
    {
        for (var left = count; left > 0;)
        {
            if (!times.TryNextRun(left, out var first, out var step, out var length))
                return false;
            See(_present[0], Math.Max(first, first + (step * (length - 1))));
            left -= length;
        }
        return true;
    }

    private bool TrySeeEach(ref DeltaRuns.Reader numbers, ref DeltaRuns.Reader times, int count, ReadOnlySpan<TagHandle> handles)
    {
        for (var i = 0; i < count; i++)
        {
            if (!numbers.TryNext(out var number) || !times.TryNext(out var time))
                return false;
            See(PartOf(handles[(int)number]), time);
        }
        return true;
    }

    private void Clear()
    {
        foreach (var present in _present)
            _parts[present] = _parts[present] with { Samples = 0, Newest = 0 };
        _present.Clear();
        (Samples, Newest, Events) = (0, 0, []);
    }

    private void Count(int part, int samples)
    {
        var before = _parts[part];
        if (before.Samples == 0)
            _present.Add(part);
        _parts[part] = before with { Samples = before.Samples + samples };
        Samples += samples;
    }

    private void See(int part, long time)
    {
        if (time > _parts[part].Newest)
            _parts[part] = _parts[part] with { Newest = time };
        Newest = Math.Max(Newest, time);
    }

    private int PartOf(TagHandle tag)
    {
        if (tag.Index >= _connectionOf.Length)
            Array.Resize(ref _connectionOf, Math.Max(tags.Count, tag.Index + 1));
        // 0 stands for a tag that was not looked up yet.
        ref var known = ref _connectionOf[tag.Index];
        if (known == 0)
            known = 1 + NumberOf(tags.TryGet(tag, out var definition) ? definition.Connection : "");
        return known - 1;
    }

    private int NumberOf(string connection)
    {
        if (_numbers.TryGetValue(connection, out var number))
            return number;
        _numbers.Add(connection, _parts.Count);
        _parts.Add(new(connection, 0, 0));
        return _parts.Count - 1;
    }

    private readonly record struct Part(string Connection, int Samples, long Newest);
}
