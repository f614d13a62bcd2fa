using Microsoft.Extensions.Logging;

namespace Millwright.Publish.Modbus;

internal static partial class ModbusFaceLog
{
    [LoggerMessage(7201, LogLevel.Information, "Modbus clients are served at {Address}, {Tags} tags")]
    public static partial void Listening(ILogger logger, string address, int tags);

    [LoggerMessage(7202, LogLevel.Error, "Modbus cannot listen on {Address}: {Problem}; it is tried again")]
    public static partial void CannotListen(ILogger logger, string address, string problem);

    [LoggerMessage(7203, LogLevel.Warning, "Modbus clients do not see everything: {Problem}")]
    public static partial void NotShown(ILogger logger, string problem);

    [LoggerMessage(7204, LogLevel.Debug, "{Client} may not write {Register}: {Problem}")]
    public static partial void WriteRefused(ILogger logger, string client, string register, string problem);
}
