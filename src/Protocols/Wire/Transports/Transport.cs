namespace Millwright.Wire.Transports;

/// <summary>
/// One open line to one peer: bytes out through <see cref="Send"/>, bytes in through the receiver given to
/// <see cref="Start"/>. Sending and receiving allocate nothing in the steady state.
/// </summary>
public abstract class Transport : IAsyncDisposable
{
    /// <summary>Unsent bytes a transport keeps for a peer that does not read, before it refuses more.</summary>
    public const int MaxPendingBytes = 64 * 1024;

    /// <summary>Begins to receive. To be called once.</summary>
    public abstract void Start(ITransportReceiver receiver);

    /// <summary>
    /// Sends at once if the line takes the bytes, otherwise keeps a copy and sends it when the line is ready again.
    /// May be called from any thread, and from within the receiver.
    /// </summary>
    /// <returns>False when the line is closed or <see cref="MaxPendingBytes"/> are waiting already: nothing of this span was taken.</returns>
    public abstract bool Send(ReadOnlySpan<byte> bytes);

    /// <summary>True while bytes wait for a peer that does not read fast enough; a server stops answering then.</summary>
    public abstract bool HasPendingOutput { get; }

    /// <summary>Stops or resumes receiving, to push back on a peer. Resuming is safe when nothing was stopped.</summary>
    public abstract void PauseReceiving(bool pause);

    /// <summary>
    /// Closes our half once everything kept was sent: the peer reads to the end and closes its own. Nothing can be sent after it; receiving
    /// goes on. A transport that cannot close one half does nothing.
    /// </summary>
    public virtual void EndSending()
    {
    }

    /// <summary>Whether a peer connected and can connect again; false for a serial line, which is always there.</summary>
    public virtual bool IsConnection => true;

    /// <summary>Whether what arrives comes in datagrams, each of them whole.</summary>
    public virtual bool IsDatagram => false;

    /// <summary>Names the peer in messages, such as <c>10.0.3.17:502</c> or <c>/dev/ttyUSB0</c>.</summary>
    public abstract string Peer { get; }

    /// <summary>Closes the line. The receiver is not told.</summary>
    public abstract ValueTask DisposeAsync();
}
