using System.Runtime.InteropServices;
using Millwright.Flow.Sources;

namespace Millwright.Flow.Log;

/// <summary>Counts what a segment holds for a sink before it is dropped.</summary>
internal static class LossCounter
{
    public static LogLoss Count(SampleLog log, Segment segment, string sink, long from)
    {
        var byConnection = new Dictionary<string, long>(StringComparer.Ordinal);
        var events = new Dictionary<string, long>(StringComparer.Ordinal);
        var (earliest, latest, samples) = (long.MaxValue, long.MinValue, 0L);
        using var reader = SegmentReader.Open(log.Files, segment.Path, log.Tags);
        for (var step = reader.Next(segment.Length); step != SegmentStep.End; step = reader.Next(segment.Length))
        {
            if (step != SegmentStep.Batch || reader.Position < from || !reader.TryDecode(segment.Length, out var batch))
                continue;
            using (batch)
            {
                foreach (var tag in batch!.Tags)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(byConnection, log.Tags[tag].Connection, out _)++;
                }
                foreach (var time in batch.SourceTimes)
                {
                    earliest = Math.Min(earliest, time);
                    latest = Math.Max(latest, time);
                }
                samples += batch.Count;
                foreach (var happened in batch.Events)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(events, happened.Connection, out _)++;
                    earliest = Math.Min(earliest, happened.Time.Ticks);
                    latest = Math.Max(latest, happened.Time.Ticks);
                }
            }
        }
        return new(
            sink, new(Math.Max(from, segment.First)), new(segment.Last), samples, byConnection,
            latest >= earliest ? new(earliest) : default, latest >= earliest ? new(latest) : default, GapCause.Overflow,
            $"{segment.Path} was dropped to make room; '{sink}' had not taken it")
        {
            Events = events.Values.Sum(),
            EventsByConnection = events,
        };
    }
}
