using Microsoft.Extensions.Logging;

namespace Millwright.Publish.Stores;

internal static partial class StoreLog
{
    [LoggerMessage(7301, LogLevel.Information, "{Store} forwards to {Address}")]
    public static partial void Connected(ILogger logger, string store, string address);

    [LoggerMessage(7302, LogLevel.Warning, "{Store} does not reach {Address}: {Problem}; what is measured waits in the log")]
    public static partial void Away(ILogger logger, string store, string address, string problem);

    [LoggerMessage(7303, LogLevel.Error, "{Store}: the store refuses samples, they are counted and not sent again: {Problem}")]
    public static partial void Refused(ILogger logger, string store, string problem);
}
