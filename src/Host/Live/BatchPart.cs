using System.Collections;
using Millwright.Model;

namespace Millwright.Host.Live;

/// <summary>A part of a batch as a list, without copying it.</summary>
internal sealed class BatchPart(SampleBatch batch, int start, int count) : IReadOnlyList<Sample>
{
    public int Count => count;

    public Sample this[int index] => batch[start + index];

    public IEnumerator<Sample> GetEnumerator()
    {
        for (var i = 0; i < count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
