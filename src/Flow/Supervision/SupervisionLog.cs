using Microsoft.Extensions.Logging;

namespace Millwright.Flow.Supervision;

internal static partial class SupervisionLog
{
    [LoggerMessage(2001, LogLevel.Information, "Connection {Connection} is {State}: {Cause}")]
    public static partial void StateChanged(ILogger logger, string connection, ConnectionState state, string cause);

    [LoggerMessage(2002, LogLevel.Debug, "Connection {Connection}, attempt {Attempt}: {Problem}")]
    public static partial void AttemptFailed(ILogger logger, string connection, int attempt, string problem);

    [LoggerMessage(2003, LogLevel.Error, "Connection {Connection}: its driver failed in a way it never should; it is started anew")]
    public static partial void DriverFailed(ILogger logger, string connection, Exception exception);

    [LoggerMessage(2004, LogLevel.Warning, "Connection {Connection}: its driver did not stop in time and was abandoned")]
    public static partial void Abandoned(ILogger logger, string connection);

    [LoggerMessage(2005, LogLevel.Warning, "Connection {Connection}: the device restarted ({Evidence}); its tags synchronize anew")]
    public static partial void DeviceRestarted(ILogger logger, string connection, string evidence);
}
