namespace Millwright.OpcUa.Channel;

/// <summary>Takes an answer where awaiting it would lose the order of arrival. Must return soon and must not block.</summary>
public interface IReplyReceiver
{
    /// <summary>The answer came; it is the receiver's to dispose.</summary>
    void OnReply(ReplyMessage reply);

    /// <summary>No answer will come: time-out, or the channel has ended.</summary>
    void OnFailed(Exception failure);
}
