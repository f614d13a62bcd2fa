using Microsoft.Extensions.Logging;

namespace Millwright.Publish.Sparkplug;

internal static partial class EdgeLog
{
    [LoggerMessage(7301, LogLevel.Information, "Sparkplug edge node {Node} is connected to {Address}")]
    public static partial void Connected(ILogger logger, string node, string address);

    [LoggerMessage(7302, LogLevel.Warning, "Sparkplug edge node {Node} has no session at {Address}: {Problem}; what is measured waits in the log")]
    public static partial void Ended(ILogger logger, string node, string address, string problem);

    [LoggerMessage(7303, LogLevel.Information, "The Sparkplug command {Topic} was refused: {Problem}")]
    public static partial void Refused(ILogger logger, string topic, string problem);
}
