using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Ledger;

/// <summary>The gaps of the whole plant, in the order of their beginning; bounded.</summary>
/// <remarks>
/// When <see cref="MaxGaps"/> are kept, the two oldest closed ones of one connection and cause are put together, counts added, so that
/// no missing sample is ever forgotten; only the exact times between them are.
/// </remarks>
internal sealed class GapBook
{
    /// <summary>The most gaps that are kept one by one.</summary>
    public const int MaxGaps = 10_000;

    private readonly Lock _gate = new();
    private readonly List<Gap> _gaps;
    private readonly int _max;
    private long _lastId;

    public GapBook(IEnumerable<Gap> gaps, int max = MaxGaps)
    {
        _gaps = [.. gaps];
        _max = max;
        _lastId = _gaps.Count == 0 ? 0 : _gaps.Max(g => g.Id);
    }

    public IReadOnlyList<Gap> All
    {
        get
        {
            lock (_gate)
                return [.. _gaps];
        }
    }

    /// <summary>Opens a gap and gives its id.</summary>
    public long Open(string connection, TagPath? tag, Timestamp from, GapCause cause, string detail)
    {
        lock (_gate)
        {
            if (_gaps.Count >= _max)
                Merge();
            _gaps.Add(new(++_lastId, connection, tag, from, Timestamp.None, cause, 0, detail));
            return _lastId;
        }
    }

    /// <summary>Adds to the count of a gap; a negative number says that it cannot be known.</summary>
    public void Count(long id, long samples)
    {
        Change(id, gap => gap with { Count = samples < 0 || gap.Count < 0 ? -1 : gap.Count + samples });
    }

    public void Close(long id, Timestamp to) => Change(id, gap => gap with { To = to < gap.From ? gap.From : to });

    /// <summary>Closes what was open when the process ended; what follows is another gap.</summary>
    public void CloseAll(Timestamp to)
    {
        lock (_gate)
        {
            for (var i = 0; i < _gaps.Count; i++)
            {
                if (_gaps[i].To.IsNone)
                    _gaps[i] = _gaps[i] with { To = to < _gaps[i].From ? _gaps[i].From : to };
            }
        }
    }

    private void Change(long id, Func<Gap, Gap> change)
    {
        lock (_gate)
        {
            for (var i = _gaps.Count - 1; i >= 0; i--)
            {
                if (_gaps[i].Id != id)
                    continue;
                _gaps[i] = change(_gaps[i]);
                return;
            }
        }
    }

    private void Merge()
    {
        for (var first = 0; first < _gaps.Count; first++)
        {
            if (_gaps[first].To.IsNone)
                continue;
            for (var second = first + 1; second < _gaps.Count; second++)
            {
                var (a, b) = (_gaps[first], _gaps[second]);
                if (b.To.IsNone || a.Connection != b.Connection || a.Cause != b.Cause)
                    continue;
                _gaps[first] = a with
                {
                    Tag = a.Tag == b.Tag ? a.Tag : null,
                    To = b.To > a.To ? b.To : a.To,
                    Count = a.Count < 0 || b.Count < 0 ? -1 : a.Count + b.Count,
                    Detail = "several gaps put together",
                };
                _gaps.RemoveAt(second);
                return;
            }
        }
    }
}
