using Millwright.Historian.Codec;

namespace Millwright.Historian.Queries;

/// <summary>The samples of each part of a range as one summary.</summary>
internal sealed class BucketFold(BucketGrid grid) : ISummaryTaker
{
    /// <summary>One for each part; those without samples have a count of 0.</summary>
    public BlockSummary[] Buckets { get; } = new BlockSummary[grid.Buckets];

    public bool CanTake(in BlockSummary summary) => grid.Of(summary.First) == grid.Of(summary.Last);

    public void Take(in BlockSummary summary)
    {
        ref var bucket = ref Buckets[grid.Of(summary.First)];
        bucket = bucket.Count == 0 ? summary : bucket.Join(summary);
    }

    public void Take(SampleColumns samples, int start, int end)
    {
        while (start < end)
        {
            var bucket = grid.Of(samples.Times[start]);
            var next = bucket + 1 < grid.Buckets ? Math.Min(end, samples.LowerBound(grid.Start(bucket + 1))) : end;
            Take(Summarizer.Of(samples, start, next));
            start = next;
        }
    }
}
