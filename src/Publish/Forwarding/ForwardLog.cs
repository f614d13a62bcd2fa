using Microsoft.Extensions.Logging;

namespace Millwright.Publish.Forwarding;

internal static partial class ForwardLog
{
    [LoggerMessage(7201, LogLevel.Information, "{Face} publishes at {Address}")]
    public static partial void Connected(ILogger logger, string face, string address);

    [LoggerMessage(7202, LogLevel.Warning, "{Face} has no broker at {Address}: {Problem}; what is measured waits in the log")]
    public static partial void Disconnected(ILogger logger, string face, string address, string problem);

    [LoggerMessage(7203, LogLevel.Error, "{Face}: the broker refuses messages, they are counted and not sent again: {Problem}")]
    public static partial void Refused(ILogger logger, string face, string problem);
}
