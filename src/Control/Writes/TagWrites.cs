using System.Collections.Concurrent;
using Millwright.Model;

namespace Millwright.Control.Writes;

/// <summary>Which tags are being written, and when each was written last. Monotonic times.</summary>
internal sealed class TagWrites(TimeProvider clock)
{
    private readonly ConcurrentDictionary<TagHandle, byte> _underWay = new();
    private readonly ConcurrentDictionary<TagHandle, long> _last = new();

    /// <summary>Takes the one place of a tag; false when somebody has it.</summary>
    public bool TryEnter(TagHandle tag) => _underWay.TryAdd(tag, 0);

    public void Leave(TagHandle tag) => _underWay.TryRemove(tag, out _);

    public TimeSpan SinceLast(TagHandle tag) => _last.TryGetValue(tag, out var last) ? clock.GetElapsedTime(last) : TimeSpan.MaxValue;

    public void Written(TagHandle tag) => _last[tag] = clock.GetTimestamp();
}
