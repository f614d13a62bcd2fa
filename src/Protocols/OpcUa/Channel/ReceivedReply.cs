namespace Millwright.OpcUa.Channel;

/// <summary>A request whose answer goes to a receiver. Not pooled: it is used for Publish, once for many values.</summary>
internal sealed class ReceivedReply(PendingReplies owner, IReplyReceiver receiver) : PendingReply(owner, continueOnIoThread: false)
{
    public override void Complete(ReplyMessage reply) => receiver.OnReply(reply);

    public override void Fail(Exception failure) => receiver.OnFailed(failure);
}
