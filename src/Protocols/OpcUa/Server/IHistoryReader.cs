using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Reads history for clients. Called for variables with a handle whose access level has HistoryRead.</summary>
public interface IHistoryReader
{
    /// <summary>Reads values as they were stored (OPC 10000-11, 6.4.3).</summary>
    ValueTask<HistoryPage> ReadRawAsync(ServiceCaller caller, int handle, RawHistoryRequest request, CancellationToken cancellation);

    /// <summary>Reads values that were replaced or deleted (OPC 10000-11, 6.5.3). Unsupported unless overridden.</summary>
    ValueTask<ModifiedHistoryPage> ReadModifiedAsync(ServiceCaller caller, int handle, RawHistoryRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(ModifiedHistoryPage.Failed(StatusCodes.BadHistoryOperationUnsupported));

    /// <summary>The aggregate functions that <see cref="ReadProcessedAsync"/> knows, as clients find them in HistoryServerCapabilities.</summary>
    IReadOnlyList<NodeId> Aggregates => [];

    /// <summary>Reads aggregates over intervals (OPC 10000-11, 6.4.4; OPC 10000-13). Unsupported unless overridden.</summary>
    ValueTask<HistoryPage> ReadProcessedAsync(ServiceCaller caller, int handle, ProcessedHistoryRequest request, CancellationToken cancellation) =>
        ValueTask.FromResult(HistoryPage.Failed(StatusCodes.BadHistoryOperationUnsupported));

    /// <summary>Reads the values at given times, interpolated where none was stored (OPC 10000-11, 6.4.5). Unsupported unless overridden.</summary>
    ValueTask<HistoryPage> ReadAtTimesAsync(ServiceCaller caller, int handle, IReadOnlyList<UaDateTime> times, bool simpleBounds, CancellationToken cancellation) =>
        ValueTask.FromResult(HistoryPage.Failed(StatusCodes.BadHistoryOperationUnsupported));
}
