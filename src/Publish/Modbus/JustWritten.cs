using System.Diagnostics.CodeAnalysis;
using Millwright.Model;

namespace Millwright.Publish.Modbus;

/// <summary>
/// Tags that a client has just written. A sample that was under way before the write comes after it: it is held back, so that who reads at once, or sets
/// the next bit, does not see the value of before. Where the device's clock is behind ours it may be news all the same, so it is shown in the end. Used under a lock.
/// </summary>
internal sealed class JustWritten(TimeProvider clock)
{
    /// <summary>So long after a write older samples are held back.</summary>
    public static readonly TimeSpan HoldBack = TimeSpan.FromSeconds(2);

    private readonly Dictionary<RegisterSlot, Mark> _marks = [];

    /// <summary>A tag was written and read back now.</summary>
    public void Add(RegisterSlot slot) => _marks[slot] = new(Timestamp.Now(clock), clock.GetTimestamp(), TagValue.None);

    /// <summary>Whether a sample is to wait; it is kept then.</summary>
    public bool Holds(RegisterSlot slot, Timestamp time, in TagValue value, Quality quality)
    {
        if (_marks.Count == 0 || !_marks.TryGetValue(slot, out var mark))
            return false;
        if (!quality.IsGood || time >= mark.Written || clock.GetElapsedTime(mark.Since) >= HoldBack)
        {
            _marks.Remove(slot);
            return false;
        }
        _marks[slot] = mark with { Late = value };
        return true;
    }

    /// <summary>A Good value that has waited long enough.</summary>
    public bool TryTakeDue([NotNullWhen(true)] out RegisterSlot? slot, out TagValue value)
    {
        (slot, value) = (null, TagValue.None);
        foreach (var (marked, mark) in _marks)
        {
            if (clock.GetElapsedTime(mark.Since) < HoldBack)
                continue;
            _marks.Remove(marked);
            if (mark.Late.IsNone)
                continue;
            (slot, value) = (marked, mark.Late);
            return true;
        }
        return false;
    }

    private readonly record struct Mark(Timestamp Written, long Since, TagValue Late);
}
