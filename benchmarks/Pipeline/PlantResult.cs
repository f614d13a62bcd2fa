namespace Millwright.Benchmarks.Pipeline;

/// <summary>What the plant's process counted between two looks.</summary>
internal sealed record PlantResult
{
    public double Seconds { get; init; }

    /// <summary>Committed to the log between the looks.</summary>
    public long Logged { get; init; }

    /// <summary>Acknowledged by the historian as in files, from the start to the second look.</summary>
    public long Sealed { get; init; }

    /// <summary>Read from devices but not logged, for whatever cause, from the start to the second look.</summary>
    public long NotLogged { get; init; }

    /// <summary>Readings the schedule called for that never came to be.</summary>
    public long Missed { get; init; }

    public bool IsBalanced { get; init; }

    public double CpuSeconds { get; init; }

    public double ResidentMegabytes { get; init; }

    public double PeakMegabytes { get; init; }

    public double HeapMegabytes { get; init; }

    /// <summary>Of the heap, what is in use.</summary>
    public double LiveMegabytes { get; init; }

    /// <summary>Of that, what describes the plant: written before anything runs.</summary>
    public double ConfigurationMegabytes { get; init; }

    public long WireBytes { get; init; }

    public long Requests { get; init; }

    public long AllocatedBytes { get; init; }

    public int Collections { get; init; }

    public double LogBytesPerSample { get; init; }

    public double BlockBytesPerSample { get; init; }

    public double HeadBytesPerSample { get; init; }

    public double CommitMsP99 { get; init; }
}
