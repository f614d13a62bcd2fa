using System.Collections.Concurrent;
using Millwright.OpcUa.Channel;
using Millwright.OpcUa.Types;

namespace Millwright.Protocols.Tests.OpcUa.Channel;

/// <summary>Answers each request with its own bytes; what begins with 'H' is held until it is let go, what begins with 'X' fails.</summary>
internal sealed class EchoHandler : IChannelHandler
{
    public ConcurrentQueue<(ServerChannel Channel, uint RequestId, byte[] Body)> Held { get; } = new();

    public ConcurrentQueue<StatusCode> Closed { get; } = new();

    public ConcurrentQueue<(StatusCode Reason, string Message)> Rejected { get; } = new();

    public ConcurrentQueue<Exception> Faults { get; } = new();

    public ConcurrentQueue<StatusCode> Outcomes { get; } = new();

    public ServerChannel? Last { get; private set; }

    public void OnOpened(ServerChannel channel) => Last = channel;

    public void OnRequest(ServerChannel channel, uint requestId, ReadOnlySpan<byte> body)
    {
        if (body.Length > 0 && body[0] == 'X')
            throw new InvalidOperationException("asked to fail");
        if (body.Length > 0 && body[0] == 'H')
            Held.Enqueue((channel, requestId, body.ToArray()));
        else
            Echo(channel, requestId, body);
    }

    public void Echo(ServerChannel channel, uint requestId, ReadOnlySpan<byte> body)
    {
        var reply = channel.BeginReply();
        reply.WriteRaw(body);
        Outcomes.Enqueue(channel.Reply(requestId, reply));
    }

    public void OnClosed(ServerChannel channel, StatusCode reason) => Closed.Enqueue(reason);

    public void OnRejected(string peer, StatusCode reason, string message) => Rejected.Enqueue((reason, message));

    public void OnHandlerFault(ServerChannel channel, Exception fault) => Faults.Enqueue(fault);
}
