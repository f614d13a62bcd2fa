namespace Millwright.Flow.Normalizing;

/// <summary>What became of the samples of one batch.</summary>
internal struct NormalizeCounts
{
    /// <summary>Left out by deadband.</summary>
    public int Suppressed;
    /// <summary>Of a tag that is not configured on this connection.</summary>
    public int UnknownTag;
    /// <summary>With a source time that no calendar has.</summary>
    public int ImpossibleTime;
    /// <summary>With a source time too far ahead or before 2000; kept, with our time and Uncertain.</summary>
    public int ReplacedTime;

    public readonly int Rejected => UnknownTag + ImpossibleTime;
}
