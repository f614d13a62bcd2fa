using Millwright.Control.Audit;
using Millwright.Flow.Files;
using Millwright.Flow.Ledger;
using Millwright.Flow.Log;
using Millwright.Flow.Tags;
using Millwright.Historian;
using Millwright.Historian.Events;
using Millwright.Host.Cli;

namespace Millwright.Host.Plant;

/// <summary>Reads everything that a plant at rest has stored and compares it: log, ledger, history and audit trail.</summary>
internal static class Verification
{
    /// <exception cref="PlantStartException">The data cannot be read, or the plant is running.</exception>
    public static VerifyReport Run(PlantData data, IProgress<double>? progress, TimeProvider clock, CancellationToken cancellation)
    {
        var files = new PosixFileStore();
        if (!Directory.Exists(data.Log))
            throw new PlantStartException(data.Folder, "nothing has been stored yet", "run the plant first");
        var differences = new List<string>();
        try
        {
            var report = LogVerifier.Verify(files, data.Log, progress, cancellation);
            differences.AddRange(report.Damage.Where(d => !d.MayBeUnacknowledged).Select(d => $"log: {d}"));
            var tags = new TagTable();
            using var log = SampleLog.Open(files, data.Log, tags, new(), clock);
            using var ledger = LossLedger.Open(files, data.Ledger, log, tags, clock);
            using (var cursor = log.OpenCursor("historian"))
            {
                ledger.Sink(cursor.Name, cursor.Acknowledged);
                using var history = HistoryStore.Open(new(), data.Historian, files, cursor, tags, clock);
                var verified = history.Verify(cancellation);
                differences.AddRange(verified.Findings.Select(f => $"historian: {f}"));
            }
            using (var cursor = log.OpenCursor(EventStore.CursorName))
            {
                ledger.Sink(cursor.Name, cursor.Acknowledged, isOfEvents: true);
                using var events = EventStore.Open(new(), data.Events, files, cursor, clock);
                differences.AddRange(events.Verify(cancellation).Select(f => $"events: {f}"));
            }
            if (AuditTrail.Verify(files, data.Audit) is { } finding)
                differences.Add($"audit trail: {finding}");
            var snapshot = ledger.Snapshot();
            differences.AddRange(LedgerCheck.Differences(snapshot));
            return new(snapshot, differences);
        }
        catch (LogUnavailableException e)
        {
            throw new PlantStartException(data.Folder, e.Problem, e.Remedy, e);
        }
        catch (IOException e)
        {
            throw new PlantStartException(data.Folder, e.Message, "see that this user can read it", e);
        }
    }
}
