namespace Millwright.Mqtt.Sparkplug;

/// <summary>What a payload may hold at most; the schema itself sets no limit.</summary>
public static class SparkplugLimits
{
    /// <summary>Bytes of one payload.</summary>
    public const int MaxPayloadBytes = 16 * 1024 * 1024;

    /// <summary>Metrics of one payload.</summary>
    public const int MaxMetrics = 100_000;

    /// <summary>UTF-8 bytes of a metric's name or a payload's uuid.</summary>
    public const int MaxNameBytes = 4_096;
}
