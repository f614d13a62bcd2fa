using System.Collections.Concurrent;
using Millwright.Flow.Files;
using Millwright.Flow.Log;
using Millwright.Flow.Sources;
using Millwright.Flow.Tags;
using Millwright.Model;

namespace Millwright.Flow.Ledger;

/// <summary>Counts what became of every sample, per connection and per sink, with a cause for every gap.</summary>
/// <remarks>
/// How the sums stay true after a kill: the stored sums of a connection say up to which position of the log its batches are in them.
/// The ledger is a cursor on the log, so the log keeps what lies after the last stored state; on opening those batches are counted by
/// connection and added. What was pending or left out after the last stored state was never counted and is not counted later: the
/// readings between the last logged one and the first after the start lie in a gap of cause Restart, its count unknown.
/// </remarks>
public sealed class LossLedger : IDisposable
{
    private const string CursorName = "ledger";

    private readonly ConcurrentDictionary<string, ConnectionAccount> _connections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConnectionAccount> _events = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SinkAccount> _sinks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _restartGaps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SinkMark> _storedSinks = new(StringComparer.Ordinal);
    private readonly List<(LogPosition Position, int Samples, int Events)> _recovered = [];
    private readonly Dictionary<string, (long Samples, long Events)> _lossesOfUnopenedSinks = new(StringComparer.Ordinal);
    private readonly Lock _saving = new();
    private readonly LedgerFile _file;
    private readonly ISampleLog _log;
    private readonly ILogCursor _cursor;
    private readonly TimeProvider _clock;

    private LossLedger(LedgerFile file, ISampleLog log, TimeProvider clock, GapBook gaps)
    {
        _file = file;
        _log = log;
        _clock = clock;
        Gaps = gaps;
        _cursor = log.OpenCursor(CursorName);
    }

    internal GapBook Gaps { get; }

    /// <summary>What was wrong with the stored ledger, null when nothing was.</summary>
    public string? Damage { get; private init; }

    /// <summary>Opens the stored sums and adds what the log holds after them.</summary>
    /// <param name="files">Where the ledger lies.</param>
    /// <param name="directory">Its folder.</param>
    /// <param name="log">The log, opened and with its tags in <paramref name="tags"/>.</param>
    /// <param name="tags">Leads from a logged tag to its connection.</param>
    /// <param name="clock">The time.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static LossLedger Open(IFileStore files, string directory, ISampleLog log, TagTable tags, TimeProvider clock)
    {
        var file = new LedgerFile(files, directory);
        LedgerState? state = null;
        string? damage = null;
        try
        {
            state = file.Load();
        }
        catch (InvalidDataException e)
        {
            damage = e.Message;
        }
        var gaps = new GapBook((state?.Gaps ?? []).Select(g => g.ToGap()));
        var ledger = new LossLedger(file, log, clock, gaps) { Damage = damage };
        ledger.Recover(state, tags);
        if (damage is not null)
        {
            var gap = gaps.Open("", null, Timestamp.Now(clock), GapCause.Damage, damage);
            gaps.Count(gap, -1);
            gaps.Close(gap, Timestamp.Now(clock));
        }
        return ledger;
    }

    /// <summary>The account of a connection, made when there is none.</summary>
    public ConnectionAccount Connection(string name) =>
        _connections.GetOrAdd(name, n => new(new(n, 0, 0, 0, 0, 0, 0, 0), Gaps));

    /// <summary>The account of a connection's events, made when there is none.</summary>
    public ConnectionAccount Events(string name) =>
        _events.GetOrAdd(name, n => new(new(n, 0, 0, 0, 0, 0, 0, 0), Gaps));

    /// <summary>The account of a sink; asked for before its cursor is read.</summary>
    /// <param name="name">The name of the sink and its cursor.</param>
    /// <param name="acknowledged">Where its cursor stands.</param>
    /// <param name="isOfEvents">True for one that takes events and no samples.</param>
    public SinkAccount Sink(string name, LogPosition acknowledged, bool isOfEvents = false)
    {
        var account = _sinks.GetOrAdd(name, _ => OpenSink(name, acknowledged, isOfEvents));
        lock (_lossesOfUnopenedSinks)
        {
            if (_lossesOfUnopenedSinks.Remove(name, out var lost))
                account.Lost(isOfEvents ? lost.Events : lost.Samples);
        }
        return account;
    }

    /// <summary>The log dropped committed samples, or cannot read them, before a sink had them.</summary>
    public void Dropped(LogLoss loss)
    {
        var from = loss.From.IsNone ? Timestamp.Now(_clock) : loss.From;
        var isOfEvents = _sinks.TryGetValue(loss.Sink, out var known) && known.IsOfEvents;
        var counted = isOfEvents ? loss.EventsByConnection : loss.ByConnection;
        if (counted.Count == 0 && loss.Samples >= 0 && loss.Samples + loss.Events > 0 && known is not null)
            return;
        var parts = counted.Count > 0 ? counted : new Dictionary<string, long> { [""] = loss.Samples };
        foreach (var (connection, samples) in parts)
        {
            var gap = Gaps.Open(connection, null, from, loss.Cause, $"{loss.Sink}: {loss.Detail}");
            Gaps.Count(gap, samples);
            Gaps.Close(gap, loss.To.IsNone ? from : loss.To);
        }
        if (loss.Samples <= 0 && loss.Events <= 0)
            return;
        lock (_lossesOfUnopenedSinks)
        {
            if (_sinks.TryGetValue(loss.Sink, out var account))
            {
                account.Lost(Math.Max(0, account.IsOfEvents ? loss.Events : loss.Samples));
            }
            else
            {
                var before = _lossesOfUnopenedSinks.GetValueOrDefault(loss.Sink);
                _lossesOfUnopenedSinks[loss.Sink] = (before.Samples + Math.Max(0, loss.Samples), before.Events + loss.Events);
            }
        }
    }

    private SinkAccount OpenSink(string name, LogPosition acknowledged, bool isOfEvents)
    {
        Func<long> total = isOfEvents ? () => Total(_events) : () => Total(_connections);
        if (!_storedSinks.TryGetValue(name, out var stored))
        {
            // A new sink reads the log from its oldest batch: what is in the sums and still in the log is offered to it too.
            var ahead = _recovered.Where(r => r.Position > acknowledged).Sum(r => (long)(isOfEvents ? r.Events : r.Samples));
            return new(new(name, total() - ahead, acknowledged.Value, 0, 0), total, isOfEvents);
        }
        // The sink may have made more its own after the last stored state, which the log's own cursor knows.
        var more = _recovered.Where(r => r.Position.Value > stored.AcknowledgedThrough && r.Position <= acknowledged)
            .Sum(r => (long)(isOfEvents ? r.Events : r.Samples));
        var through = Math.Max(stored.AcknowledgedThrough, acknowledged.Value);
        return new(stored with { AcknowledgedThrough = through, Acknowledged = stored.Acknowledged + more }, total, isOfEvents);
    }

    public LedgerSnapshot Snapshot() => new(
        Timestamp.Now(_clock),
        [.. _connections.Values.Select(c => c.Sums).OrderBy(c => c.Connection, StringComparer.Ordinal)],
        [.. _sinks.Values.Select(s => s.Sums).OrderBy(s => s.Sink, StringComparer.Ordinal)],
        Gaps.All)
    {
        Events = [.. _events.Values.Select(c => c.Sums).Where(c => c.Sampled > 0).OrderBy(c => c.Connection, StringComparer.Ordinal)],
    };

    /// <summary>Something happened to the plant as a whole, such as a jump of the clock.</summary>
    internal long OpenPlantGap(Timestamp from, GapCause cause, string detail) => Gaps.Open("", null, from, cause, detail);

    /// <summary>The gap since the last run, closed by the first samples of a connection.</summary>
    internal void CloseRestartGap(string connection)
    {
        if (!_restartGaps.IsEmpty && _restartGaps.TryRemove(connection, out var gap))
            Gaps.Close(gap, Timestamp.Now(_clock));
    }

    /// <summary>Stores the sums durably; called every few seconds and at the end.</summary>
    /// <exception cref="IOException">It could not; the state stored before stands.</exception>
    public void Save()
    {
        lock (_saving)
        {
            var committed = _log.Committed;
            var connections = Marks(_connections, committed);
            var events = Marks(_events, committed);
            var sinks = _sinks.Values.Select(s => s.Mark()).ToList();
            var safe = connections.Concat(events).Select(c => c.Through).Concat(sinks.Select(s => s.AcknowledgedThrough)).Append(committed.Value).Min();
            // A sink that has not been opened keeps what is stored of it, but does not hold the log.
            sinks.AddRange(_storedSinks.Values.Where(s => !_sinks.ContainsKey(s.Sink)));
            _file.Save(new(Timestamp.Now(_clock).Ticks, connections, sinks, [.. Gaps.All.Select(GapMark.Of)]) { Events = events });
            if (safe > _cursor.Acknowledged.Value)
                _cursor.Acknowledge(new(safe));
        }
    }

    /// <summary>Ends without storing; <see cref="Save"/> comes before.</summary>
    public void Dispose() => _cursor.Dispose();

    internal IEnumerable<ConnectionAccount> Accounts => _connections.Values;

    private static List<ConnectionMark> Marks(ConcurrentDictionary<string, ConnectionAccount> accounts, LogPosition committed)
    {
        var marks = new List<ConnectionMark>();
        foreach (var account in accounts.Values)
        {
            var (sums, through) = account.Mark(committed);
            marks.Add(new(sums, through.Value));
        }
        return marks;
    }

    private static long Total(ConcurrentDictionary<string, ConnectionAccount> accounts)
    {
        var total = 0L;
        foreach (var account in accounts.Values)
            total += account.Sums.Logged;
        return total;
    }

    private void Recover(LedgerState? state, TagTable tags)
    {
        var marks = (state?.Connections ?? []).ToDictionary(c => c.Sums.Connection, StringComparer.Ordinal);
        var eventMarks = (state?.Events ?? []).ToDictionary(c => c.Sums.Connection, StringComparer.Ordinal);
        foreach (var sink in state?.Sinks ?? [])
            _storedSinks[sink.Sink] = sink;
        var found = CountLog(marks, eventMarks, tags, out var last, out var foundEvents);
        foreach (var name in eventMarks.Keys.Union(foundEvents.Keys))
            _events[name] = new(Recovered(name, eventMarks, foundEvents), Gaps);
        var now = Timestamp.Now(_clock);
        // A gap that was open when the process ended goes on as the gap of the restart.
        var end = state is null ? now : new Timestamp(state.At);
        Gaps.CloseAll(end);
        foreach (var name in marks.Keys.Union(found.Keys))
        {
            _connections[name] = new(Recovered(name, marks, found), Gaps);
            var from = last.TryGetValue(name, out var seen) && seen > end.Ticks ? new(seen) : end;
            var gap = Gaps.Open(name, null, from < now ? from : now, GapCause.Restart, "the program was not running");
            Gaps.Count(gap, -1);
            _restartGaps[name] = gap;
        }
    }

    /// <summary>The stored sums and what the log holds beyond them.</summary>
    private static ConnectionLedger Recovered(string name, Dictionary<string, ConnectionMark> marks, Dictionary<string, long> found)
    {
        var sums = marks.GetValueOrDefault(name)?.Sums ?? new(name, 0, 0, 0, 0, 0, 0, 0);
        var more = found.GetValueOrDefault(name);
        return sums with { Sampled = sums.Sampled - sums.Pending + more, Logged = sums.Logged + more, Pending = 0 };
    }

    private Dictionary<string, long> CountLog(
        Dictionary<string, ConnectionMark> marks, Dictionary<string, ConnectionMark> eventMarks, TagTable tags,
        out Dictionary<string, long> last, out Dictionary<string, long> events)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        last = new(StringComparer.Ordinal);
        events = new(StringComparer.Ordinal);
        var tally = new LogTally(tags);
        while (_cursor.TryTally(tally))
        {
            _recovered.Add((tally.Position, tally.Samples, tally.Events.Count));
            foreach (var happened in tally.Events)
            {
                if (!eventMarks.TryGetValue(happened.Connection, out var known) || tally.Position.Value > known.Through)
                    events[happened.Connection] = events.GetValueOrDefault(happened.Connection) + 1;
            }
            foreach (var (name, samples, newest) in tally.Connections)
            {
                if (marks.TryGetValue(name, out var mark) && tally.Position.Value <= mark.Through)
                    continue;
                found[name] = found.GetValueOrDefault(name) + samples;
                last[name] = Math.Max(last.GetValueOrDefault(name), newest);
            }
        }
        return found;
    }
}
