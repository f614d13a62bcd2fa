using System.Threading.Tasks.Sources;

namespace Millwright.OpcUa.Channel;

/// <summary>A request that waits for its answer. Pooled: what the caller awaits is this object itself.</summary>
internal class PendingReply(PendingReplies owner, bool continueOnIoThread) : IValueTaskSource<ReplyMessage>
{
    private ManualResetValueTaskSourceCore<ReplyMessage> _source = new() { RunContinuationsAsynchronously = !continueOnIoThread };

    public uint RequestId { get; set; }

    /// <summary>Monotonic time; <see cref="long.MaxValue"/> for none.</summary>
    public long Deadline { get; set; }

    public CancellationToken Cancellation { get; set; }

    public CancellationTokenRegistration Registration { get; set; }

    public short Version => _source.Version;

    public virtual void Complete(ReplyMessage reply) => _source.SetResult(reply);

    public virtual void Fail(Exception failure) => _source.SetException(failure);

    public void Cancel() => owner.Fail(RequestId, this, new OperationCanceledException(Cancellation));

    public ReplyMessage GetResult(short token)
    {
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            // Waits for a cancellation under way: it must not meet this object's next use.
            Registration.Dispose();
            _source.Reset();
            Registration = default;
            Cancellation = default;
            owner.Return(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
