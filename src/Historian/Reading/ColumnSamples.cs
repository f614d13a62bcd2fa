using Millwright.Historian.Codec;
using Millwright.Model;

namespace Millwright.Historian.Reading;

/// <summary>Single samples of columns.</summary>
internal static class ColumnSamples
{
    /// <summary>A sample; whose it is, the caller knows.</summary>
    public static Sample Sample(this SampleColumns samples, int index) => new(
        default, new(samples.Times[index]), samples.Value(index), samples.Qualities[index],
        samples.HasServerTimes ? new(samples.ServerTimes[index]) : default);
}
