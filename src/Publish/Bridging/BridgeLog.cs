using Microsoft.Extensions.Logging;

namespace Millwright.Publish.Bridging;

internal static partial class BridgeLog
{
    [LoggerMessage(7401, LogLevel.Information, "Bridge {Bridge} carries {Links} tags")]
    public static partial void Started(ILogger logger, string bridge, int links);

    [LoggerMessage(7402, LogLevel.Debug, "Bridge {Bridge}: {From} does not come to {To}: {Problem}")]
    public static partial void Refused(ILogger logger, string bridge, string from, string to, string problem);

    [LoggerMessage(7403, LogLevel.Warning, "Bridge {Bridge} is not joined with {Address}: {Problem}; it is tried again")]
    public static partial void NotJoined(ILogger logger, string bridge, string address, string problem);

    [LoggerMessage(7404, LogLevel.Error, "Bridge {Bridge}: {Address} refuses messages, they are counted and not sent again: {Problem}")]
    public static partial void MessageRefused(ILogger logger, string bridge, string address, string problem);
}
