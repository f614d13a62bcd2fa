using System.Threading.Tasks.Sources;
using Millwright.Modbus.Messages;

namespace Millwright.Modbus.Client;

/// <summary>A request from asking to answer. Pooled: what the caller awaits is this object itself.</summary>
internal sealed class PendingRequest(RequestScheduler owner, bool continueOnThreadPool) : IValueTaskSource<ModbusResult>
{
    private ManualResetValueTaskSourceCore<ModbusResult> _source = new() { RunContinuationsAsynchronously = continueOnThreadPool };
    private ModbusResult _result;

    public byte[] Pdu { get; } = new byte[ModbusLimits.MaxPduBytes];

    public int PduLength { get; set; }

    public byte Unit { get; set; }

    public ReplyKind Kind { get; set; }

    /// <summary>Bytes the answer must repeat, for <see cref="ReplyKind.Echo"/>.</summary>
    public int EchoBytes { get; set; }

    public Memory<ushort> Registers { get; set; }

    public Memory<bool> Bits { get; set; }

    public Memory<byte> Bytes { get; set; }

    public CancellationToken Cancellation { get; set; }

    public CancellationTokenRegistration Registration { get; set; }

    public RequestState State { get; set; }

    public ushort Transaction { get; set; }

    public long SentAt { get; set; }

    public long Deadline { get; set; }

    public int RetriesLeft { get; set; }

    public bool IsBroadcast { get; set; }

    /// <summary>Other requests were in flight to the same connection when this one was sent.</summary>
    public bool WasAccompanied { get; set; }

    /// <summary>The next in a unit's queue, or in a chain of finished requests.</summary>
    public PendingRequest? Next { get; set; }

    public byte Function => Pdu[0];

    public bool IsRead => Kind is ReplyKind.Registers or ReplyKind.Bits && Function != (byte)ModbusFunction.ReadWriteMultipleRegisters;

    public short Version => _source.Version;

    /// <summary>Notes the outcome; the caller is woken by <see cref="Complete"/>, outside the lock.</summary>
    public void Finish(ModbusResult result)
    {
        _result = result;
        State = RequestState.Finished;
    }

    public void Complete()
    {
        Registration.Unregister();
        Registration = default;
        if (State == RequestState.Canceled)
            _source.SetException(new OperationCanceledException(Cancellation));
        else
            _source.SetResult(_result);
    }

    public void Cancel() => owner.Cancel(this);

    /// <summary>Characters of the longest good answer on the line.</summary>
    public int ReplyBytes(Framing.ModbusFraming framing)
    {
        var pdu = Kind switch
        {
            ReplyKind.Registers => 2 + (Registers.Length * 2),
            ReplyKind.Bits => 2 + PackedBits.Bytes(Bits.Length),
            ReplyKind.Echo => EchoBytes,
            _ => ModbusLimits.MaxPduBytes,
        };
        return framing == Framing.ModbusFraming.Ascii ? 7 + (2 * pdu) : 3 + pdu;
    }

    public ModbusResult GetResult(short token)
    {
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            _source.Reset();
            Registers = default;
            Bits = default;
            Bytes = default;
            Cancellation = default;
            owner.Return(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
