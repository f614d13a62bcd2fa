using Microsoft.Extensions.Logging;

namespace Millwright.Publish.Bridging;

internal static partial class BridgeLog
{
    [LoggerMessage(7401, LogLevel.Information, "Bridge {Bridge} carries {Links} tags")]
    public static partial void Started(ILogger logger, string bridge, int links);

    [LoggerMessage(7402, LogLevel.Debug, "Bridge {Bridge}: {From} does not come to {To}: {Problem}")]
    public static partial void Refused(ILogger logger, string bridge, string from, string to, string problem);
}
