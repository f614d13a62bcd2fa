using Microsoft.Extensions.Logging;

namespace Millwright.Flow.Pipeline;

internal static partial class FlowLog
{
    [LoggerMessage(2101, LogLevel.Warning, "The wall clock jumped by {Jump}; recorded in the ledger")]
    public static partial void ClockJumped(ILogger logger, TimeSpan jump);

    [LoggerMessage(2102, LogLevel.Error, "The ledger could not be stored; its sums live in memory until it can")]
    public static partial void LedgerNotStored(ILogger logger, Exception exception);

    [LoggerMessage(2103, LogLevel.Error, "The stored ledger is damaged: {Damage}")]
    public static partial void LedgerDamaged(ILogger logger, string damage);

    [LoggerMessage(2105, LogLevel.Error, "The log did not take and commit the last samples in time; the plant stops without them")]
    public static partial void StoppedUnsettled(ILogger logger);

    [LoggerMessage(2104, LogLevel.Critical, "The housekeeping of the flow failed; it goes on with the next second")]
    public static partial void TickFailed(ILogger logger, Exception exception);
}
