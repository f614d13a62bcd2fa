using Millwright.Modbus.Framing;
using Millwright.Wire.Transports;

namespace Millwright.Modbus.Server;

/// <summary>One connection or serial line. Requests that arrive together are answered with one send.</summary>
internal sealed class ModbusServerSession : ITransportReceiver
{
    private const int OutputBytes = 4096;

    private readonly Transport _transport;
    private readonly ModbusFraming _framing;
    private readonly RequestHandler _handler;
    private readonly ModbusServerStatistics _statistics;
    private readonly ModbusServerOptions _options;
    private readonly FrameReader _reader;
    private readonly byte[] _output = new byte[OutputBytes];
    private readonly long _gapTicks;
    private readonly Action<ModbusServerSession> _ended;
    private int _outputCount;
    private int _delayed;

    public ModbusServerSession(
        Transport transport, ModbusFraming framing, RequestHandler handler, ModbusServerStatistics statistics, ModbusServerOptions options,
        TimeSpan frameGap, Action<ModbusServerSession> ended)
    {
        _transport = transport;
        _framing = framing;
        _handler = handler;
        _statistics = statistics;
        _options = options;
        _ended = ended;
        _reader = new FrameReader(framing, FrameSide.Server);
        _gapTicks = (long)(frameGap.TotalSeconds * options.Time.TimestampFrequency);
        LastHeard = options.Time.GetTimestamp();
    }

    /// <summary>The role in the peer's certificate.</summary>
    public string? Role { get; init; }

    /// <summary>Waits before each answer: the silence a serial line needs between two frames.</summary>
    public TimeSpan ReplyGap { get; init; }

    public long LastHeard { get; private set; }

    /// <summary>A serial line is never closed for silence.</summary>
    public bool IsSerial => _framing != ModbusFraming.Mbap && !_transport.IsConnection;

    public void Start() => _transport.Start(this);

    public void OnReceived(ReadOnlySpan<byte> bytes)
    {
        var now = _options.Time.GetTimestamp();
        if (_reader.Kept > 0 && _framing != ModbusFraming.Mbap && now - LastHeard > _gapTicks)
        {
            _reader.Reset();
            _handler.CountDamaged();
        }
        LastHeard = now;
        while (true)
        {
            var status = _reader.Next(ref bytes, out var request);
            if (status == FrameStatus.Short)
                break;
            if (status == FrameStatus.Complete)
            {
                if (!Answer(request))
                    return;
            }
            else if (status != FrameStatus.Foreign)
            {
                _handler.CountDamaged();
                if (status == FrameStatus.Lost)
                {
                    _ = CloseAsync();
                    return;
                }
            }
        }
        Flush();
    }

    public void OnClosed(Exception? cause) => _ended(this);

    public async Task CloseAsync()
    {
        await _transport.DisposeAsync().ConfigureAwait(false);
        _ended(this);
    }

    private bool Answer(in ModbusFrame request)
    {
        if (_outputCount + FrameWriter.MaxFrameBytes > OutputBytes)
            Flush();
        var busy = Volatile.Read(ref _delayed) >= _options.MaxDelayedReplies;
        if (!busy && _handler.TryBeginWrite(_framing, Role, _transport.Peer, request, out var later))
        {
            Interlocked.Increment(ref _delayed);
            _ = SendLaterAsync(later);
            return true;
        }
        var length = _handler.Handle(_framing, Role, busy, request, _output.AsSpan(_outputCount), out var verdict);
        if (length < 0)
        {
            _outputCount = 0;
            _ = CloseAsync();
            return false;
        }
        if (length == 0)
            return true;
        if (verdict.IsPlain && ReplyGap == TimeSpan.Zero)
        {
            _outputCount += length;
            return true;
        }
        var frame = _output.AsSpan(_outputCount, length).ToArray();
        Flush();
        Interlocked.Increment(ref _delayed);
        _ = SendShapedAsync(frame, verdict);
        return true;
    }

    private void Flush()
    {
        if (_outputCount == 0)
            return;
        if (!_transport.Send(_output.AsSpan(0, _outputCount)))
        {
            _statistics.CountOverflow();
            _ = CloseAsync();
        }
        _outputCount = 0;
    }

    private async Task SendLaterAsync(Task<byte[]> later)
    {
        var frame = await later.ConfigureAwait(false);
        await SendShapedAsync(frame, ReplyVerdict.Send).ConfigureAwait(false);
    }

    private async Task SendShapedAsync(byte[] frame, ReplyVerdict verdict)
    {
        var wait = verdict.Delay > ReplyGap ? verdict.Delay : ReplyGap;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _options.Time).ConfigureAwait(false);
        var piece = verdict.PieceBytes > 0 ? verdict.PieceBytes : frame.Length;
        for (var at = 0; at < frame.Length; at += piece)
        {
            if (at > 0 && verdict.PiecePause > TimeSpan.Zero)
                await Task.Delay(verdict.PiecePause, _options.Time).ConfigureAwait(false);
            if (!_transport.Send(frame.AsSpan(at, Math.Min(piece, frame.Length - at))))
                break;
        }
        Interlocked.Decrement(ref _delayed);
        if (verdict.CloseAfter)
            await CloseAsync().ConfigureAwait(false);
    }
}
