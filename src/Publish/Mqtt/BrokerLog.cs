using Microsoft.Extensions.Logging;

namespace Millwright.Publish.Mqtt;

internal static partial class BrokerLog
{
    [LoggerMessage(7201, LogLevel.Information, "MQTT clients are served at {Addresses}; {Sessions} sessions and {Retained} retained messages were kept")]
    public static partial void Listening(ILogger logger, string addresses, int sessions, int retained);

    [LoggerMessage(7202, LogLevel.Error, "The MQTT broker serves nobody: {Problem}; it is tried again")]
    public static partial void NotServing(ILogger logger, string problem);

    [LoggerMessage(7203, LogLevel.Debug, "MQTT: {What}")]
    public static partial void Reported(ILogger logger, string what);

    [LoggerMessage(7204, LogLevel.Information, "The access rules of the MQTT broker changed; {Subscriptions} subscriptions are no longer allowed and ended")]
    public static partial void RulesChanged(ILogger logger, int subscriptions);

    [LoggerMessage(7205, LogLevel.Warning, "The MQTT broker found {Bytes} bytes of an unfinished write at the end of its store, of nothing that was acknowledged")]
    public static partial void EndWasTorn(ILogger logger, long bytes);
}
