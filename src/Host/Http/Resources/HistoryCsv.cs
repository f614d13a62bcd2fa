using Millwright.Historian;
using Millwright.Host.Http.Values;
using Millwright.Host.Http.View;

namespace Millwright.Host.Http.Resources;

/// <summary>History as CSV: <c>time,tag,value,unit,quality</c>, or <c>time,tag,min,max,mean,count,quality</c> once one series is buckets.</summary>
internal static class HistoryCsv
{
    public static void WriteHeading(Csv csv, bool isBuckets)
    {
        if (isBuckets)
            csv.Line("time", "tag", "min", "max", "mean", "count", "quality");
        else
            csv.Line("time", "tag", "value", "unit", "quality");
    }

    public static void Write(Csv csv, HistorySeries series, bool isBuckets)
    {
        foreach (var bucket in series.Buckets ?? [])
        {
            csv.Line(
                bucket.Start.ToString(), series.Tag.Path, Csv.Number(bucket.Minimum), Csv.Number(bucket.Maximum), Csv.Number(bucket.Mean),
                bucket.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), bucket.Worst.ToString());
        }
        foreach (var sample in series.Samples ?? [])
        {
            if (isBuckets)
                WriteAsBucket(csv, series.Tag, sample);
            else
                Write(csv, series.Tag, sample);
        }
    }

    public static void Write(Csv csv, IndexedTag tag, StoredSample sample) =>
        csv.Line(sample.SourceTime.ToString(), tag.Path, sample.Value.ToString(), tag.Definition.Unit?.Symbol ?? "", sample.Quality.ToString());

    private static void WriteAsBucket(Csv csv, IndexedTag tag, StoredSample sample)
    {
        var value = sample.Quality.IsBad ? "" : sample.Value.ToString();
        csv.Line(sample.SourceTime.ToString(), tag.Path, value, value, value, "1", sample.Quality.ToString());
    }
}
