using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Channel;

/// <summary>
/// Answers what arrives in a server's channels. Calls of one channel come one at a time, mostly on the thread that does the I/O of all of
/// them: what takes long goes elsewhere and answers later.
/// </summary>
public interface IChannelHandler
{
    /// <summary>A request is complete.</summary>
    /// <param name="channel">Where it came from: whom to answer, and how secure it is.</param>
    /// <param name="requestId">To be given to <see cref="ServerChannel.Reply"/>.</param>
    /// <param name="body">The id of the request's encoding and the request. Only valid during the call.</param>
    void OnRequest(ServerChannel channel, uint requestId, ReadOnlySpan<byte> body);

    /// <summary>A channel is open; requests follow.</summary>
    void OnOpened(ServerChannel channel)
    {
    }

    /// <summary>A channel that was open has ended; nothing follows.</summary>
    /// <param name="channel">Which one.</param>
    /// <param name="reason">Why.</param>
    void OnClosed(ServerChannel channel, StatusCode reason)
    {
    }

    /// <summary>A channel was refused: for the log and for people.</summary>
    /// <param name="peer">The address.</param>
    /// <param name="reason">The status, as far as this side knows it.</param>
    /// <param name="message">A sentence that says what to do.</param>
    void OnRejected(string peer, StatusCode reason, string message)
    {
    }

    /// <summary>The handler itself failed; the channel is closed.</summary>
    void OnHandlerFault(ServerChannel channel, Exception fault)
    {
    }
}
