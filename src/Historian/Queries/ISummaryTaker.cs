using Millwright.Historian.Codec;

namespace Millwright.Historian.Queries;

/// <summary>Takes the samples of one tag in time order, as summaries where that is possible.</summary>
internal interface ISummaryTaker
{
    /// <summary>True when some samples may be taken by what is said of them, without opening them.</summary>
    bool CanTake(in BlockSummary summary);

    /// <summary>Takes samples by what is said of them.</summary>
    void Take(in BlockSummary summary);

    /// <summary>Takes samples themselves.</summary>
    void Take(SampleColumns samples, int start, int end);
}
