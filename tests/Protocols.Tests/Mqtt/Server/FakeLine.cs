using Millwright.Wire.Transports;

namespace Millwright.Protocols.Tests.Mqtt.Server;

/// <summary>The client's side of a connection without a network: what the broker sends is kept, or refused while the line is blocked.</summary>
internal sealed class FakeLine : Transport
{
    private readonly List<byte> _sent = [];
    private readonly List<byte> _kept = [];

    public ITransportReceiver? Receiver { get; private set; }

    /// <summary>The peer does not read: the line keeps a little, as a real one does.</summary>
    public bool IsBlocked { get; set; }

    public bool IsClosed { get; private set; }

    public bool IsEnded { get; private set; }

    public int Writes { get; private set; }

    public override bool HasPendingOutput => _kept.Count > 0;

    public override string Peer => "fake";

    public override void Start(ITransportReceiver receiver) => Receiver = receiver;

    public override bool Send(ReadOnlySpan<byte> bytes)
    {
        if (IsClosed || IsEnded || (IsBlocked && _kept.Count + bytes.Length > MaxPendingBytes))
            return false;
        Writes++;
        (IsBlocked ? _kept : _sent).AddRange(bytes);
        return true;
    }

    /// <summary>The peer reads again.</summary>
    public void Unblock()
    {
        IsBlocked = false;
        _sent.AddRange(_kept);
        _kept.Clear();
        Receiver!.OnDrained();
    }

    /// <summary>Everything sent since the last call.</summary>
    public byte[] Take()
    {
        var bytes = _sent.ToArray();
        _sent.Clear();
        return bytes;
    }

    public override void EndSending() => IsEnded = true;

    public override void PauseReceiving(bool pause)
    {
    }

    public override ValueTask DisposeAsync()
    {
        IsClosed = true;
        return ValueTask.CompletedTask;
    }
}
