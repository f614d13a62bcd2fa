using Millwright.Modbus.Framing;
using Millwright.Modbus.Messages;
using Millwright.Wire.Transports;

namespace Millwright.Modbus.Client;

/// <summary>
/// Decides which request goes out next, matches answers, and gives up on what is not answered. One lock; nobody is woken and
/// nothing waits inside it.
/// </summary>
internal sealed class RequestScheduler : IAsyncDisposable
{
    private const int RememberedTransactions = 64;
    private const int MaxPooled = 1024;

    private readonly Lock _lock = new();
    private readonly ModbusClientOptions _options;
    private readonly ModbusFraming _framing;
    private readonly LineTiming _timing;
    private readonly TimeProvider _time;
    private readonly InFlightLimit _limit;
    private readonly UnitLanes _lanes = new();
    private readonly List<PendingRequest> _inFlight = [];
    private readonly Stack<PendingRequest> _pool = new();
    private readonly int[] _givenUp = new int[RememberedTransactions];
    private readonly byte[] _frame = new byte[FrameWriter.MaxFrameBytes];
    private readonly DeadlineTimer _timer;
    private Transport? _transport;
    private FrameReader _reader;
    private long _quietUntil = long.MinValue;
    private long _lastHeard;
    private int _givenUpAt;
    private int _echoAt;
    private int _echoLength;
    private ushort _transaction;

    public RequestScheduler(ModbusFraming framing, LineTiming timing, ModbusClientOptions options)
    {
        _framing = framing;
        _timing = timing;
        _options = options;
        _time = options.Time;
        _limit = new InFlightLimit(framing == ModbusFraming.Mbap ? options.MaxInFlight : 1, Ticks(options.InFlightRetry));
        _reader = new FrameReader(framing, FrameSide.Client);
        _givenUp.AsSpan().Fill(-1);
        _timer = new DeadlineTimer(_time, _ => OnTimer());
    }

    public ModbusStatistics Statistics { get; } = new();

    public int InFlightNow
    {
        get
        {
            lock (_lock)
                return _limit.Current;
        }
    }

    public ModbusStatistics StatisticsOf(byte unit)
    {
        lock (_lock)
            return _lanes.Of(unit).Statistics;
    }

    public bool IsSilent(byte unit)
    {
        lock (_lock)
            return _lanes.IsSilent(unit);
    }

    public void Attach(Transport transport)
    {
        lock (_lock)
        {
            _transport = transport;
            _reader = new FrameReader(_framing, FrameSide.Client);
            _quietUntil = long.MinValue;
            _echoLength = 0;
        }
    }

    public PendingRequest Rent(byte unit)
    {
        PendingRequest? request;
        lock (_lock)
            _pool.TryPop(out request);
        request ??= new PendingRequest(this, _options.ContinueOnThreadPool);
        request.Unit = unit;
        request.RetriesLeft = _options.ReadRetries;
        request.State = RequestState.Idle;
        return request;
    }

    public void Return(PendingRequest request)
    {
        lock (_lock)
        {
            if (_pool.Count < MaxPooled)
                _pool.Push(request);
        }
    }

    public ValueTask<ModbusResult> Submit(PendingRequest request, CancellationToken cancellation)
    {
        var version = request.Version;
        if (cancellation.CanBeCanceled)
        {
            request.Cancellation = cancellation;
            request.Registration = cancellation.UnsafeRegister(static (state, _) => ((PendingRequest)state!).Cancel(), request);
        }
        PendingRequest? finished = null;
        lock (_lock)
        {
            if (cancellation.IsCancellationRequested)
            {
                Finish(request, default, ref finished);
                request.State = RequestState.Canceled;
            }
            else if (Refusal(request) is { } status)
            {
                Finish(request, new ModbusResult(status), ref finished);
            }
            else
            {
                _lanes.Of(request.Unit).Enqueue(request);
                Pump(_time.GetTimestamp(), ref finished);
            }
        }
        Wake(finished);
        return new ValueTask<ModbusResult>(request, version);
    }

    public void Cancel(PendingRequest request)
    {
        PendingRequest? finished = null;
        lock (_lock)
        {
            // A late call for an earlier use of this pooled object finds a token that is not cancelled.
            if (!request.Cancellation.IsCancellationRequested || request.State is not (RequestState.Queued or RequestState.InFlight))
                return;
            if (request.State == RequestState.Queued)
            {
                _lanes.Of(request.Unit).Remove(request);
            }
            else
            {
                TakeOut(request);
                GiveUp(request);
                // Without transaction ids the line stays taken until the answer can no longer come.
                if (_framing != ModbusFraming.Mbap)
                    Hush(request.Deadline);
            }
            request.State = RequestState.Canceled;
            Pump(_time.GetTimestamp(), ref finished);
        }
        request.Complete();
        Wake(finished);
    }

    /// <summary>Bytes arrived.</summary>
    /// <returns>False when they are not Modbus and the line was given up.</returns>
    public bool Received(Transport from, ReadOnlySpan<byte> bytes)
    {
        var now = _time.GetTimestamp();
        var heard = false;
        while (true)
        {
            PendingRequest? finished = null;
            FrameStatus status;
            lock (_lock)
            {
                // Bytes of a line that has been given up must not reach the next one's reader.
                if (_transport != from)
                    return true;
                if (!heard)
                    bytes = Hear(from, bytes, now);
                heard = true;
                status = _reader.Next(ref bytes, out var reply);
                if (status == FrameStatus.Short)
                    return true;
                if (status == FrameStatus.Complete)
                    Match(reply, now, ref finished);
                else
                    Statistics.DamagedFrames++;
            }
            Wake(finished);
            if (status != FrameStatus.Lost)
                continue;
            return from.IsDatagram || !Closed(from);
        }
    }

    /// <summary>The line ended: everything asked fails at once.</summary>
    /// <returns>False when it was not the present line.</returns>
    public bool Closed(Transport line)
    {
        PendingRequest? finished = null;
        lock (_lock)
        {
            if (_transport != line)
                return false;
            _transport = null;
            Statistics.ConnectionLosses++;
            if (_inFlight.Count > 1 && _limit.Trouble(_time.GetTimestamp()))
                Statistics.Fallbacks++;
            while (_inFlight.Count > 0)
            {
                var request = _inFlight[^1];
                TakeOut(request);
                Finish(request, new ModbusResult(ModbusStatus.ConnectionLost), ref finished);
            }
            foreach (var lane in _lanes.All)
                FailQueue(lane, ModbusStatus.ConnectionLost, ref finished);
        }
        Wake(finished);
        _ = line.DisposeAsync().AsTask();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        Transport? transport;
        lock (_lock)
            transport = _transport;
        if (transport is not null)
        {
            Closed(transport);
            await transport.DisposeAsync().ConfigureAwait(false);
        }
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _time.TimestampFrequency);

    private ModbusStatus? Refusal(PendingRequest request)
    {
        if (_transport is null)
            return ModbusStatus.ConnectionLost;
        var lane = _lanes.Of(request.Unit);
        if (lane.IsSilent && _time.GetTimestamp() < lane.NextProbe)
            return ModbusStatus.UnitSilent;
        return lane.Queued >= _options.MaxQueuedPerUnit ? ModbusStatus.QueueFull : null;
    }

    private void Pump(long now, ref PendingRequest? finished)
    {
        while (_transport is not null && _inFlight.Count < _limit.Current)
        {
            if (now < _quietUntil)
            {
                if (_lanes.AnyQueued())
                    _timer.Arm(_quietUntil, now);
                return;
            }
            if (!_lanes.TryPick(_limit.Current, out var lane))
                return;
            Send(lane.Dequeue(), lane, now, ref finished);
        }
    }

    private void Send(PendingRequest request, UnitLane lane, long now, ref PendingRequest? finished)
    {
        request.Transaction = ++_transaction;
        request.IsBroadcast = request.Unit == 0 && _framing != ModbusFraming.Mbap;
        request.WasAccompanied = _inFlight.Count > 0;
        if (request.WasAccompanied)
        {
            foreach (var other in _inFlight)
                other.WasAccompanied = true;
        }
        var length = FrameWriter.Write(_framing, request.Transaction, request.Unit, request.Pdu.AsSpan(0, request.PduLength), _frame);
        request.SentAt = now;
        request.Deadline = now + Ticks((request.IsBroadcast ? _options.BroadcastTurnaround : _options.ResponseTimeout) + _timing.OnTheLine(length + request.ReplyBytes(_framing)));
        request.State = RequestState.InFlight;
        _inFlight.Add(request);
        lane.InFlight++;
        lane.Statistics.Requests++;
        Statistics.Requests++;
        if (_framing != ModbusFraming.Mbap)
        {
            _reader.Reset();
            _reader.Expect(request.Unit, request.Function);
            (_echoAt, _echoLength) = (0, _options.SuppressEcho ? length : 0);
        }
        _timer.Arm(request.Deadline, now);
        if (_transport!.Send(_frame.AsSpan(0, length)))
            return;
        TakeOut(request);
        Finish(request, new ModbusResult(ModbusStatus.ConnectionLost), ref finished);
    }

    private ReadOnlySpan<byte> Hear(Transport from, ReadOnlySpan<byte> bytes, long now)
    {
        if (_framing == ModbusFraming.Mbap)
        {
            if (from.IsDatagram)
                _reader.Reset();
            return bytes;
        }
        if (_reader.Kept > 0 && now - _lastHeard > Ticks(_timing.FrameTimeout))
        {
            _reader.Reset();
            Statistics.DamagedFrames++;
        }
        _lastHeard = now;
        while (_echoAt < _echoLength && !bytes.IsEmpty)
        {
            if (bytes[0] != _frame[_echoAt])
            {
                Statistics.DamagedFrames++;
                _echoLength = 0;
                break;
            }
            _echoAt++;
            bytes = bytes[1..];
        }
        if (_inFlight.Count > 0)
            return bytes;
        // Nobody is waited for: this is the tail of something given up, and the line is not quiet yet.
        if (!bytes.IsEmpty)
        {
            Statistics.LateReplies++;
            _reader.Reset();
            _quietUntil = now + Ticks(_timing.Settle);
        }
        return default;
    }

    private void Match(in ModbusFrame reply, long now, ref PendingRequest? finished)
    {
        var request = Find(reply);
        if (request is null)
            return;
        var lane = _lanes.Of(request.Unit);
        TakeOut(request);
        if (_framing != ModbusFraming.Mbap)
            _quietUntil = now + Ticks(_timing.BetweenFrames);
        var result = ReplyDecoder.Decode(request, reply.Pdu);
        var took = _time.GetElapsedTime(request.SentAt, now);
        Count(Statistics, result, took);
        Count(lane.Statistics, result, took);
        // A gateway that says "no answer" has waited for the unit as long as we would have.
        if (result.Exception == ModbusExceptionCode.GatewayTargetFailedToRespond)
            NotAnswered(lane, now, ref finished);
        else
            lane.Answered();
        _limit.Peace(now);
        Finish(request, result, ref finished);
        Pump(now, ref finished);
    }

    private PendingRequest? Find(in ModbusFrame reply)
    {
        PendingRequest? request = null;
        if (_framing != ModbusFraming.Mbap)
        {
            request = _inFlight.Count > 0 ? _inFlight[0] : null;
        }
        else
        {
            foreach (var candidate in _inFlight)
            {
                if (candidate.Transaction == reply.Transaction)
                    request = candidate;
            }
            if (request is null && _givenUp.AsSpan().Contains(reply.Transaction))
            {
                Statistics.LateReplies++;
                return null;
            }
        }
        if (request is not null && !request.IsBroadcast && request.Unit == reply.Unit && (reply.Pdu[0] & ~ModbusLimits.ExceptionFlag) == request.Function)
            return request;
        Statistics.MismatchedReplies++;
        if (_inFlight.Count > 1 && _limit.Trouble(_time.GetTimestamp()))
            Statistics.Fallbacks++;
        return null;
    }

    private static void Count(ModbusStatistics statistics, ModbusResult result, TimeSpan took)
    {
        if (result.Status == ModbusStatus.InvalidReply)
        {
            statistics.MismatchedReplies++;
            return;
        }
        statistics.Replies++;
        statistics.ResponseTimes.Record(took);
        if (result.Exception is ModbusExceptionCode.GatewayPathUnavailable or ModbusExceptionCode.GatewayTargetFailedToRespond)
            statistics.GatewayExceptions++;
        else if (result.Exception != ModbusExceptionCode.None)
            statistics.Exceptions++;
    }

    private void NotAnswered(UnitLane lane, long now, ref PendingRequest? finished)
    {
        lane.NotAnswered(now, _options.SilentAfter, Ticks(_options.SilentBackoff), Ticks(_options.MaxSilentBackoff));
        if (lane.IsSilent)
            FailQueue(lane, ModbusStatus.UnitSilent, ref finished);
    }

    private static void FailQueue(UnitLane lane, ModbusStatus status, ref PendingRequest? finished)
    {
        while (lane.Queued > 0)
            Finish(lane.Dequeue(), new ModbusResult(status), ref finished);
    }

    private void OnTimer()
    {
        PendingRequest? finished = null;
        lock (_lock)
        {
            _timer.Fired();
            var now = _time.GetTimestamp();
            for (var i = _inFlight.Count - 1; i >= 0; i--)
            {
                if (i < _inFlight.Count && _inFlight[i].Deadline <= now)
                    Expire(_inFlight[i], now, ref finished);
            }
            Pump(now, ref finished);
            foreach (var request in _inFlight)
                _timer.Arm(request.Deadline, now);
        }
        Wake(finished);
    }

    private void Expire(PendingRequest request, long now, ref PendingRequest? finished)
    {
        TakeOut(request);
        if (request.IsBroadcast)
        {
            Finish(request, new ModbusResult(ModbusStatus.Ok), ref finished);
            return;
        }
        var lane = _lanes.Of(request.Unit);
        GiveUp(request);
        Statistics.Timeouts++;
        lane.Statistics.Timeouts++;
        if (_framing != ModbusFraming.Mbap)
            Hush(now + Ticks(_timing.Settle));
        // One that swallows all but one of several requests answers some and lets others time out.
        if (request.WasAccompanied && lane.Statistics.Replies > 0 && _limit.Trouble(now))
            Statistics.Fallbacks++;
        if (request.IsRead && request.RetriesLeft > 0 && _transport is not null)
        {
            request.RetriesLeft--;
            Statistics.Retries++;
            lane.Statistics.Retries++;
            lane.EnqueueFirst(request);
            return;
        }
        Finish(request, new ModbusResult(ModbusStatus.Timeout), ref finished);
        NotAnswered(lane, now, ref finished);
    }

    private void Hush(long until)
    {
        _quietUntil = Math.Max(_quietUntil, until);
        _reader.Expect(0, 0);
    }

    private void GiveUp(PendingRequest request)
    {
        _givenUp[_givenUpAt] = request.Transaction;
        _givenUpAt = (_givenUpAt + 1) % RememberedTransactions;
    }

    private void TakeOut(PendingRequest request)
    {
        _inFlight.Remove(request);
        _lanes.Of(request.Unit).InFlight--;
    }

    private static void Finish(PendingRequest request, ModbusResult result, ref PendingRequest? finished)
    {
        request.Finish(result);
        request.Next = finished;
        finished = request;
    }

    private static void Wake(PendingRequest? finished)
    {
        while (finished is not null)
        {
            var next = finished.Next;
            finished.Next = null;
            finished.Complete();
            finished = next;
        }
    }
}
