using Millwright.Historian.Codec;

namespace Millwright.Historian.Reading;

/// <summary>
/// The samples of several sources as one in rising time; of equal times the one written last. Sources are opened when time reaches them.
/// </summary>
internal sealed class SampleMerge(BlockLoader loader)
{
    private readonly List<Active> _active = [];
    private readonly Stack<SampleColumns> _free = [];
    private SampleColumns? _buffer;
    private List<BlockSource> _sources = [];
    private int _next;
    private int _end;

    /// <summary>Begins with another part of sorted sources.</summary>
    public void Start(List<BlockSource> sorted, int start, int end)
    {
        foreach (var active in _active)
            _free.Push(active.Columns);
        _active.Clear();
        (_sources, _next, _end) = (sorted, start, end);
    }

    /// <summary>The next samples, at most a block's; null at the end. Valid until the next call.</summary>
    public SampleColumns? Next()
    {
        if (_active.Count == 0 && IsNextAlone())
            return LoadAlone() ?? Next();
        Output.Clear();
        while (!Output.IsFull && TryTake(out var columns, out var index))
        {
            if (!Output.Accepts(columns.Kinds[index]))
                return Output;
            Output.Add(columns, index);
            Pass(columns.Times[index]);
        }
        return Output.Count > 0 ? Output : null;
    }

    /// <summary>Made when samples are read: summaries answer most questions about many tags.</summary>
    private SampleColumns Output => _buffer ??= new();

    private bool IsNextAlone() =>
        _next < _end && (_next + 1 == _end || _sources[_next].Summary.Last < _sources[_next + 1].Summary.First);

    private SampleColumns? LoadAlone() => loader.TryLoad(_sources[_next++], Output) ? Output : null;

    private bool TryTake(out SampleColumns columns, out int index)
    {
        var best = -1;
        while (true)
        {
            best = Earliest();
            var reached = best >= 0 ? _active[best].Time : long.MaxValue;
            if (_next >= _end || (best >= 0 && _sources[_next].Summary.First > reached))
                break;
            // Samples that stand alone again leave by the short way.
            if (best < 0 && Output.Count > 0 && IsNextAlone())
                break;
            Activate();
        }
        (columns, index) = best < 0 ? (Output, 0) : (_active[best].Columns, _active[best].Index);
        return best >= 0;
    }

    private void Activate()
    {
        var source = _sources[_next++];
        var columns = _free.Count > 0 ? _free.Pop() : new SampleColumns();
        if (loader.TryLoad(source, columns))
            _active.Add(new(columns, source.Sequence));
        else
            _free.Push(columns);
    }

    private int Earliest()
    {
        var best = -1;
        for (var i = 0; i < _active.Count; i++)
        {
            if (best < 0 || _active[i].Time < _active[best].Time
                || (_active[i].Time == _active[best].Time && _active[i].Sequence > _active[best].Sequence))
            {
                best = i;
            }
        }
        return best;
    }

    private void Pass(long time)
    {
        for (var i = _active.Count - 1; i >= 0; i--)
        {
            var active = _active[i];
            if (active.Time != time)
                continue;
            if (++active.Index < active.Columns.Count)
                continue;
            _free.Push(active.Columns);
            _active.RemoveAt(i);
        }
    }

    private sealed class Active(SampleColumns columns, ulong sequence)
    {
        public SampleColumns Columns => columns;

        public ulong Sequence => sequence;

        public int Index { get; set; }

        public long Time => columns.Times[Index];
    }
}
