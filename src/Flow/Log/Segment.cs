using Millwright.Model;

namespace Millwright.Flow.Log;

/// <summary>What the log knows of a segment without reading it.</summary>
internal sealed class Segment(string path, long first, Timestamp created)
{
    public string Path => path;

    /// <summary>The position that its first batch has or would have.</summary>
    public long First => first;

    public Timestamp Created => created;

    /// <summary>The last committed position in it; First - 1 when there is none.</summary>
    public long Last { get; set; } = first - 1;

    /// <summary>The last position that was committed when it was begun.</summary>
    public long CommittedBefore { get; set; } = first - 1;

    /// <summary>The bytes that count.</summary>
    public long Length { get; set; } = SegmentHeader.Size;
}
