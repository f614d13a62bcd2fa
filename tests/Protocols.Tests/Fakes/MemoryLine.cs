using Millwright.Wire.Transports;

namespace Millwright.Protocols.Tests.Fakes;

/// <summary>One end of a line without a system below it: what is sent is received at the other end before the send returns.</summary>
internal sealed class MemoryLine : Transport
{
    private ITransportReceiver? _receiver;
    private MemoryLine? _other;

    public override bool HasPendingOutput => false;

    public override string Peer => "memory";

    public static (MemoryLine Near, MemoryLine Far) Pair()
    {
        var (near, far) = (new MemoryLine(), new MemoryLine());
        (near._other, far._other) = (far, near);
        return (near, far);
    }

    public override void Start(ITransportReceiver receiver) => _receiver = receiver;

    public override bool Send(ReadOnlySpan<byte> bytes)
    {
        _other!._receiver!.OnReceived(bytes);
        return true;
    }

    public override void PauseReceiving(bool pause)
    {
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
