using Millwright.Control.Audit;
using Millwright.Flow.Files;
using Millwright.Flow.Ledger;
using Millwright.Flow.Log;
using Millwright.Flow.Pipeline;
using Millwright.Historian;
using Millwright.Historian.Events;
using Millwright.Host.Certificates;
using Millwright.Host.Configuration.Plants;
using Millwright.Host.Http.View;
using Millwright.Model;

namespace Millwright.Host.Plant;

/// <summary>The node's own figures, worked out once a second.</summary>
internal sealed class NodeMeter
{
    private readonly PlantData _data;
    private readonly IFileStore _files;
    private readonly SampleLog _log;
    private readonly PlantFlow _flow;
    private readonly HistoryStore _history;
    private readonly EventStore _events;
    private readonly IAuditTrail _audit;
    private readonly TimeProvider _clock;
    private readonly ExpiryWatch _expiry;
    private readonly Timestamp _startedAt;
    private readonly long _started;
    private long _lastLogged = -1;
    private long _lastTime;
    private double _rate;
    private long _lastCommitTicks;
    private volatile NodeFigures? _figures;
    private volatile Func<IEnumerable<Alert>> _others = static () => [];

    public NodeMeter(PlantData data, IFileStore files, SampleLog log, PlantFlow flow, HistoryStore history, EventStore events, IAuditTrail audit, PlantCertificates certificates, TimeProvider clock)
    {
        (_data, _files, _log, _flow, _history, _events, _audit, _clock) = (data, files, log, flow, history, events, audit, clock);
        _expiry = new(certificates, clock);
        _startedAt = Timestamp.Now(clock);
        _started = clock.GetTimestamp();
        log.CommittedChanged += _ => Interlocked.Exchange(ref _lastCommitTicks, Timestamp.Now(clock).Ticks);
    }

    /// <summary>Lets somebody else say too what needs a person.</summary>
    public void Watch(Func<IEnumerable<Alert>> alerts) => _others = alerts;

    public NodeFigures Figures(PlantConfiguration configuration) => _figures ?? Measure(configuration);

    /// <summary>Called every second, by one caller.</summary>
    public NodeFigures Measure(PlantConfiguration configuration)
    {
        var ledger = _flow.Ledger.Snapshot();
        CountRate(ledger);
        var free = _files.FreeBytes(_data.Folder);
        var info = _history.Info;
        var used = _log.Bytes + info.Bytes + _events.Info.Bytes;
        return _figures = new NodeFigures
        {
            Name = Environment.MachineName,
            Tier = configuration.Tier.ToString().ToLowerInvariant(),
            Version = ProgramVersion.Text,
            StartedAt = _startedAt,
            TimeZone = configuration.TimeZone.Id,
            SamplesPerSecond = _rate,
            LastCommit = new(Interlocked.Read(ref _lastCommitTicks)),
            CommitP99Ms = _flow.CommitMsP99,
            DiskFreeBytes = free,
            DiskUsedBytes = used,
            DiskDaysLeft = DaysLeft(free, info.BytesPerSample),
            LossSinceYesterday = LossSince(ledger, Timestamp.Now(_clock) - TimeSpan.FromDays(1)),
            Alerts = [.. Alerts(info)],
        };
    }

    private void CountRate(LedgerSnapshot ledger)
    {
        var logged = ledger.Connections.Sum(c => c.Logged);
        var now = _clock.GetTimestamp();
        if (_lastLogged >= 0)
        {
            var rate = (logged - _lastLogged) / Math.Max(_clock.GetElapsedTime(_lastTime, now).TotalSeconds, 0.001);
            _rate += (rate - _rate) * (_clock.GetElapsedTime(_started, now) < TimeSpan.FromSeconds(10) ? 1 : 0.3);
        }
        (_lastLogged, _lastTime) = (logged, now);
    }

    /// <summary>How long the node can go on alone: what is free, at the present rate of samples in their stored size.</summary>
    private double? DaysLeft(long free, double bytesPerSample)
    {
        // Before the first block file the log's own size is the measure.
        var size = double.IsNaN(bytesPerSample) ? 5 : bytesPerSample;
        return _rate > 0 && _clock.GetElapsedTime(_started) > TimeSpan.FromSeconds(10) ? free / (_rate * size) / TimeSpan.SecondsPerDay : null;
    }

    private static long LossSince(LedgerSnapshot ledger, Timestamp since) =>
        ledger.Gaps
            .Where(g => g.Count > 0 && (g.To.IsNone || g.To >= since))
            .Where(g => g.Cause is not (Flow.Sources.GapCause.Disabled or Flow.Sources.GapCause.ClockJump))
            .Sum(g => g.Count);

    private IEnumerable<Alert> Alerts(HistorianInfo history)
    {
        foreach (var warning in _expiry.Warnings)
            yield return new(Timestamp.From(warning.Since), warning.Problem, warning.Remedy);
        foreach (var alert in _others())
            yield return alert;
        if (_log.Health is { IsTaking: false } log)
            yield return new(log.Since, log.Problem, log.Remedy);
        if (history.Alarm is { } alarm)
            yield return new(Timestamp.Now(_clock), alarm, "the samples are safe in the log until it is mended");
        if (_events.Alarm is { } events)
            yield return new(Timestamp.Now(_clock), events, "the events are safe in the log until it is mended");
        if (_flow.Ledger.Damage is { } damage)
            yield return new(_startedAt, $"the stored ledger was damaged: {damage}", "its sums begin anew; see the gaps");
        var audit = _audit.Status;
        if (audit.Fault is { } fault)
            yield return new(Timestamp.Now(_clock), $"the audit trail cannot be written: {fault}", "nothing is written to devices until it can; see the disk and its room");
        if (audit.Damage is { } changed)
            yield return new(_startedAt, $"the audit trail was changed from outside: {changed}", "keep a copy of the data folder and find out who could write to it");
        if (audit.IsNearlyFull)
            yield return new(Timestamp.Now(_clock), $"the audit trail takes {audit.Bytes >> 20} of {audit.BudgetBytes >> 20} MiB", "move its old files to an archive; nothing is deleted by itself");
    }
}
