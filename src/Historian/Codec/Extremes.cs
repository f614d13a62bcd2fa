using System.Numerics;
using System.Runtime.InteropServices;

namespace Millwright.Historian.Codec;

/// <summary>The least and the greatest of many integers at once.</summary>
internal static class Extremes
{
    public static (long Least, long Most) Of(ReadOnlySpan<long> values)
    {
        var least = values[0];
        var most = values[0];
        var i = 0;
        if (Vector.IsHardwareAccelerated && values.Length >= Vector<long>.Count)
        {
            var vectors = MemoryMarshal.Cast<long, Vector<long>>(values);
            var low = vectors[0];
            var high = vectors[0];
            foreach (var vector in vectors)
            {
                low = Vector.Min(low, vector);
                high = Vector.Max(high, vector);
            }
            for (var lane = 0; lane < Vector<long>.Count; lane++)
            {
                least = Math.Min(least, low[lane]);
                most = Math.Max(most, high[lane]);
            }
            i = vectors.Length * Vector<long>.Count;
        }
        for (; i < values.Length; i++)
        {
            least = Math.Min(least, values[i]);
            most = Math.Max(most, values[i]);
        }
        return (least, most);
    }
}
