using Millwright.Drivers.Output;
using Millwright.Flow.Sources;
using Millwright.Model;
using Millwright.Modbus.Client;
using Millwright.Modbus.Planning;

namespace Millwright.Drivers.Modbus;

/// <summary>The tags of one unit that are read at one interval: plans, reads, decodes and hands on, cycle after cycle.</summary>
internal sealed class PollGroup
{
    /// <summary>How much later than its cycle's start an answer may come and still carry the cycle's time, so that a group's times are one.</summary>
    private static readonly TimeSpan SharedTimeWindow = TimeSpan.FromMilliseconds(50);

    /// <summary>How often a silent unit is asked, whatever the interval.</summary>
    private static readonly TimeSpan SilentInterval = TimeSpan.FromMilliseconds(400);

    /// <summary>Halvings that find one bad item among 65,536, and as many again for a second one.</summary>
    private const int MaxLearningRounds = 40;

    private readonly ModbusClient _client;
    private readonly TimeProvider _clock;
    private readonly ArraySegment<ModbusTag> _tags;
    private readonly TagHandle[] _handles;
    private readonly ReadPlanner _planner;
    private readonly RestartWatch _watch;
    private readonly LoadGuard _guard;
    private readonly bool[] _isRead;
    private readonly bool[] _hasFailed;
    private IReadOnlyList<ReadBlock> _plannedBlocks = [];
    private PollBlock[] _blocks = [];
    private Timestamp _latest;
    private bool _wasSilent;
    private bool _wasReady;

    public PollGroup(ModbusClient client, ModbusConnectionOptions options, ArraySegment<ModbusTag> tags, IEnumerable<ReadHole> holes, TimeProvider clock)
    {
        _client = client;
        _clock = clock;
        _tags = tags;
        _handles = [.. tags.Select(t => t.Handle)];
        Unit = tags[0].Unit;
        Interval = tags[0].Interval;
        _planner = new ReadPlanner(new PlannerOptions { MaxRegisterGap = options.MaxGap, MaxBitGap = options.MaxGap * 16, MaxRegisters = options.MaxSpan });
        _planner.SetItems(_tags.Select((t, i) => new ReadItem(i, t.Address.Area, t.Address.Offset, (ushort)t.Span)));
        _planner.Remember(holes);
        _watch = new RestartWatch(Unit, options);
        _guard = new LoadGuard(options.MaxLoad / 100.0);
        _isRead = new bool[_tags.Count];
        _hasFailed = new bool[_tags.Count];
    }

    public byte Unit { get; }

    public TimeSpan Interval { get; }

    /// <summary>True while the unit does not answer.</summary>
    public bool IsSilent => _wasSilent;

    /// <summary>Bytes that this group's requests and answers took on the wire.</summary>
    public long WireBytes { get; private set; }

    public IReadOnlyCollection<ReadHole> Holes => _planner.Holes;

    /// <summary>The requests of a cycle, for pages.</summary>
    public IEnumerable<PlannedRead> Plan
    {
        get
        {
            var response = _client.StatisticsOf(Unit).ResponseTimes;
            var ms = response.Count == 0 ? double.NaN : response.Percentile(0.5).TotalMilliseconds;
            foreach (var block in _blocks)
            {
                var b = block.Block;
                var holes = _planner.Isolated.Where(i => i.Item.Area == b.Area && i.Item.Address >= b.Address && i.Item.End <= b.Address + b.Count)
                    .Select(i => ((int)i.Item.Address, (int)i.Item.Length)).ToList();
                yield return new PlannedRead($"{Unit}", b.Area.ToString(), b.Address, b.Count, Interval, ms, holes);
            }
        }
    }

    /// <summary>Polls until cancelled.</summary>
    /// <exception cref="SourceException">The connection is lost.</exception>
    public async Task RunAsync(SerializedOutput output, Action<PollGroup> silenceChanged, CancellationToken cancellation)
    {
        // The first cycle synchronizes, the second follows at once and is the first good one; then the schedule holds.
        var due = _clock.GetTimestamp();
        for (long cycle = 0; ; cycle++)
        {
            var started = _clock.GetTimestamp();
            await CycleAsync(output, silenceChanged, cancellation);
            if (cycle == 0 && !_wasSilent)
                continue;
            var busy = _clock.GetElapsedTime(started);
            if (!_wasSilent && _guard.Observe(busy, Interval))
                await NoteAsync(output, $"unit {Unit}: a cycle takes {busy.TotalMilliseconds:0} ms; reading every {(Interval * _guard.Stretch).TotalSeconds:0.###} s", cancellation);
            due = await NextAsync(output, due, cancellation);
        }
    }

    /// <summary>Waits for the next place of the schedule and counts the places that have passed unused.</summary>
    private async ValueTask<long> NextAsync(SerializedOutput output, long due, CancellationToken cancellation)
    {
        var interval = _wasSilent && SilentInterval < Interval ? SilentInterval : Interval * _guard.Stretch;
        var next = due + (long)(interval.TotalSeconds * _clock.TimestampFrequency);
        var now = _clock.GetTimestamp();
        var skipped = 0;
        if (next <= now)
        {
            var late = _clock.GetElapsedTime(next, now);
            var passed = (int)Math.Min(late / interval + 1, int.MaxValue);
            next += (long)(passed * interval.TotalSeconds * _clock.TimestampFrequency);
            skipped = late > interval ? passed : 0;
        }
        if (!_wasSilent)
        {
            var missed = _guard.LeftOut(skipped);
            if (missed > 0)
                await MissedAsync(output, missed, GapCause.TooSlow, cancellation);
        }
        var wait = _clock.GetElapsedTime(now, next);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _clock, cancellation);
        return next;
    }

    private async ValueTask CycleAsync(SerializedOutput output, Action<PollGroup> silenceChanged, CancellationToken cancellation)
    {
        var time = NextTime();
        var started = _clock.GetTimestamp();
        Array.Clear(_isRead);
        if (!ReferenceEquals(_plannedBlocks, _planner.Blocks))
            Compile();

        var batches = new BatchBuilder(_tags.Count);
        var silent = false;
        var complete = await ReadAsync(_blocks, batches, time, started, cancellation);
        for (var round = 0; complete == ReadOutcome.Learned && round < MaxLearningRounds; round++)
        {
            Compile();
            var rest = _blocks.Where(b => b.Block.Items.Any(i => !_isRead[i.Id])).ToArray();
            complete = await ReadAsync(rest, batches, time, started, cancellation);
        }
        await RetryIsolatedAsync(output, batches, time, cancellation);
        var (evidence, isReady, watched) = _watch.IsIdle ? (null, true, default) : await _watch.LookAsync(_client, cancellation);
        ThrowIfLost(watched);
        silent = _client.IsSilent(Unit);

        await output.EnterAsync(cancellation);
        try
        {
            if (_wasReady && !isReady)
                evidence ??= "the device no longer says that it is ready";
            _wasReady = isReady;
            await HandOnAsync(output.Inner, batches, evidence, isReady && complete == ReadOutcome.Whole, silent, cancellation);
        }
        finally
        {
            batches.Dispose();
            output.Leave();
        }
        if (silent != _wasSilent)
        {
            _wasSilent = silent;
            silenceChanged(this);
        }
    }

    /// <summary>With the turn on the output: first what the values mean, then the values, then that they were whole.</summary>
    private async ValueTask HandOnAsync(
        ISourceOutput output, BatchBuilder batches, string? evidence, bool isWhole, bool silent, CancellationToken cancellation)
    {
        if (evidence is not null)
            output.DeviceRestarted($"unit {Unit}: {evidence}", _handles);
        if (_wasSilent && !silent && batches.Count > 0)
        {
            output.DeviceRestarted($"unit {Unit} answers again", _handles);
            Recover(output);
            isWhole = false;
        }
        if (!_wasSilent && silent)
            FailAll(output);
        ReportIsolated(output);
        foreach (var batch in batches.Take())
            await output.PublishAsync(batch, cancellation);
        if (evidence is null && isWhole)
            output.CycleCompleted(_handles);
        else if (batches.Count < _tags.Count - _planner.Isolated.Count)
            ReportMissed(output, silent);
    }

    private enum ReadOutcome
    {
        /// <summary>Every item that is not isolated was read.</summary>
        Whole,
        /// <summary>The device refused something and the plan changed: read what is left.</summary>
        Learned,
        /// <summary>Something was not answered.</summary>
        Incomplete,
    }

    private async ValueTask<ReadOutcome> ReadAsync(
        PollBlock[] blocks, BatchBuilder batches, Timestamp cycleTime, long started, CancellationToken cancellation)
    {
        foreach (var block in blocks)
            block.Send(_client, Unit, cancellation);
        var outcome = ReadOutcome.Whole;
        var isLost = false;
        foreach (var block in blocks)
        {
            var result = await block.AnswerAsync();
            WireBytes += result.IsOk ? block.WireBytes : 12;
            isLost |= result.Status == ModbusStatus.ConnectionLost;
            if (result.IsOk)
                Decode(block, batches, TimeOf(cycleTime, started));
            else if (result.Status == ModbusStatus.Exception && _planner.Rejected(block.Block, result.Exception, _clock.GetElapsedTime(0)))
                outcome = ReadOutcome.Learned;
            else if (outcome != ReadOutcome.Learned)
                outcome = ReadOutcome.Incomplete;
        }
        if (isLost)
            ThrowIfLost(new ModbusResult(ModbusStatus.ConnectionLost));
        return outcome;
    }

    /// <summary>The time of a cycle in whole milliseconds, never the one of the cycle before: history keeps one value for a tag and a time.</summary>
    private Timestamp NextTime()
    {
        var now = Timestamp.Now(_clock);
        now = new Timestamp(now.Ticks - now.Ticks % TimeSpan.TicksPerMillisecond);
        // Only where two cycles follow at once; a clock that was set back is followed.
        if (now <= _latest && _latest - now < SharedTimeWindow)
            now = _latest + TimeSpan.FromMilliseconds(1);
        return _latest = now;
    }

    private Timestamp TimeOf(Timestamp cycleTime, long started)
    {
        var late = _clock.GetElapsedTime(started);
        if (late <= SharedTimeWindow)
            return cycleTime;
        return _latest = cycleTime + TimeSpan.FromMilliseconds(Math.Floor(late.TotalMilliseconds));
    }

    private void Decode(PollBlock block, BatchBuilder batches, Timestamp time)
    {
        var items = block.Block.Items;
        for (var i = 0; i < items.Count; i++)
        {
            var id = items[i].Id;
            if (_isRead[id])
                continue;
            _isRead[id] = true;
            var tag = _tags[id];
            if (RegisterCodec.TryDecode(tag, block.RegistersOf(tag), out var value))
                batches.Add(tag.Handle, time, value, Quality.Good);
            else
                batches.Add(tag.Handle, time, TagValue.None, Quality.BadDecodingError);
        }
    }

    private async ValueTask RetryIsolatedAsync(SerializedOutput output, BatchBuilder batches, Timestamp time, CancellationToken cancellation)
    {
        if (_planner.Isolated.Count == 0)
            return;
        foreach (var item in _planner.DueForRetry(_clock.GetElapsedTime(0)).ToList())
        {
            var tag = _tags[item.Id];
            var (result, value) = await TagReader.ReadAsync(_client, tag, cancellation);
            if (!result.IsOk)
            {
                _planner.StillBad(item, result.Exception, _clock.GetElapsedTime(0));
                continue;
            }
            _planner.Recovered(item);
            _hasFailed[item.Id] = false;
            await output.EnterAsync(cancellation);
            output.Inner.TagRecovered(tag.Handle);
            output.Leave();
            if (!_isRead[item.Id])
                batches.Add(tag.Handle, time, value, Quality.Good);
            _isRead[item.Id] = true;
        }
    }

    private void ReportIsolated(ISourceOutput output)
    {
        foreach (var isolated in _planner.Isolated)
        {
            var id = isolated.Item.Id;
            if (_hasFailed[id])
                continue;
            _hasFailed[id] = true;
            output.TagFailed(_tags[id].Handle, Quality.BadConfigurationError,
                $"unit {Unit} refuses {_tags[id].Address}: {new ModbusResult(ModbusStatus.Exception, isolated.Exception).Describe()}",
                "check the address in the device's manual (0-based here: manuals often count from 1)");
        }
    }

    private void FailAll(ISourceOutput output)
    {
        for (var i = 0; i < _tags.Count; i++)
        {
            _hasFailed[i] = true;
            output.TagFailed(_tags[i].Handle, Quality.BadNoCommunication, $"unit {Unit} does not answer",
                "check its power and wiring, and that the unit id is right");
        }
    }

    private void Recover(ISourceOutput output)
    {
        var isolated = _planner.Isolated.Select(i => i.Item.Id).ToHashSet();
        for (var i = 0; i < _tags.Count; i++)
        {
            if (!_hasFailed[i] || isolated.Contains(i))
                continue;
            _hasFailed[i] = false;
            output.TagRecovered(_tags[i].Handle);
        }
    }

    private void ReportMissed(ISourceOutput output, bool silent)
    {
        var isolated = _planner.Isolated.Select(i => i.Item.Id).ToHashSet();
        var missed = Enumerable.Range(0, _tags.Count).Where(i => !_isRead[i] && !isolated.Contains(i)).Select(i => _tags[i].Handle).ToArray();
        if (missed.Length > 0)
            output.Missed(missed, 1, silent ? GapCause.DeviceDown : GapCause.TooSlow);
    }

    private async ValueTask MissedAsync(SerializedOutput output, int count, GapCause cause, CancellationToken cancellation)
    {
        await output.EnterAsync(cancellation);
        output.Inner.Missed(_handles, count, cause);
        output.Leave();
    }

    private static async ValueTask NoteAsync(SerializedOutput output, string message, CancellationToken cancellation)
    {
        await output.EnterAsync(cancellation);
        output.Inner.Note(message);
        output.Leave();
    }

    private void ThrowIfLost(ModbusResult result)
    {
        if (result.Status == ModbusStatus.ConnectionLost)
        {
            throw new SourceException(new(SourceFaultKind.Unreachable, $"{_client.Endpoint}: the connection was lost",
                "check the device's power and the network; it is tried again by itself"));
        }
    }

    private void Compile()
    {
        _plannedBlocks = _planner.Blocks;
        _blocks = [.. _plannedBlocks.Select(b => new PollBlock(b))];
    }
}
