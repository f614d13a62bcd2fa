namespace Millwright.Host.Plant;

/// <summary>What the plant as a whole logs.</summary>
internal static partial class PlantLog
{
    [LoggerMessage(6201, LogLevel.Error, "The end of the run could not be stored: {Problem}; the next start counts from what was stored before")]
    public static partial void EndNotStored(ILogger logger, string problem);
}
