using Microsoft.Extensions.Logging;

namespace Millwright.Publish.OpcUa;

internal static partial class FaceLog
{
    [LoggerMessage(7001, LogLevel.Information, "OPC UA clients are served at {Address}, {Tags} tags")]
    public static partial void Listening(ILogger logger, string address, int tags);

    [LoggerMessage(7002, LogLevel.Error, "OPC UA cannot listen on {Address}: {Problem}; it is tried again")]
    public static partial void CannotListen(ILogger logger, string address, string problem);

    [LoggerMessage(7003, LogLevel.Information, "OPC UA client {Peer} was refused ({Status}): {Problem}")]
    public static partial void Refused(ILogger logger, string peer, string status, string problem);

    [LoggerMessage(7004, LogLevel.Warning, "{Problem} cannot be shown to OPC UA clients")]
    public static partial void NotShown(ILogger logger, string problem);

    [LoggerMessage(7005, LogLevel.Error, "A request of OPC UA client {Peer} failed inside: {Problem}")]
    public static partial void Failed(ILogger logger, string peer, string problem, Exception fault);

    [LoggerMessage(7006, LogLevel.Information, "OPC UA uses the certificate {Fingerprint} from now on")]
    public static partial void CertificateChanged(ILogger logger, string fingerprint);

    [LoggerMessage(7007, LogLevel.Critical, "Values no longer reach OPC UA clients; the feed is begun anew")]
    public static partial void FeedFailed(ILogger logger, Exception fault);
}
