namespace Millwright.Wire.Transports;

/// <summary>
/// What a transport hands its bytes to. Calls come one at a time, on the thread that does the I/O: an implementation
/// must return soon and must not block.
/// </summary>
public interface ITransportReceiver
{
    /// <summary>Bytes arrived. A stream hands over whatever is there, a datagram transport exactly one datagram. The span is only valid during the call.</summary>
    void OnReceived(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Everything that <see cref="Transport.Send"/> had to keep was sent: the moment for a sender that was refused to go on. May run
    /// on another thread than the rest.
    /// </summary>
    void OnDrained()
    {
    }

    /// <summary>The far side closed, or the line failed. Called at most once, and nothing follows it; not called after the owner disposed the transport.</summary>
    /// <param name="cause">Null when the far side closed in good order.</param>
    void OnClosed(Exception? cause);
}
