using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Runs what waits for the product away from the thread that serves everybody, a limited number for each session.</summary>
internal sealed class PendingOperations(OpcUaServerOptions options, SemaphoreSlim computing)
{
    /// <summary>Runs an operation, which answers itself; what it throws becomes a fault.</summary>
    public void Run(ReplyTarget target, Session session, Func<CancellationToken, Task> operation)
    {
        if (!session.TryBeginOperation(options.Limits.MaxPendingOperations))
        {
            target.Fault(StatusCodes.BadTooManyOperations);
            return;
        }
        _ = RunAsync(target, session, operation);
    }

    /// <summary>Runs an operation that only computes: a few of all sessions at once.</summary>
    public void Compute(ReplyTarget target, Session session, Action<CancellationToken> operation) => Run(target, session, async cancellation =>
    {
        await computing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            operation(cancellation);
        }
        finally
        {
            computing.Release();
        }
    });

    private async Task RunAsync(ReplyTarget target, Session session, Func<CancellationToken, Task> operation)
    {
        try
        {
            await Task.Run(() => operation(session.Ended), session.Ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            target.Fault(StatusCodes.BadSessionClosed);
        }
        catch (UaException refused)
        {
            target.Fault(refused.Status);
        }
        catch (Exception fault)
        {
            // The product failed; its client is told so and somebody else why.
            options.OnIncident?.Invoke(new ServerIncident(target.Channel.Peer, StatusCodes.BadInternalError, "a write, call or history read failed inside", fault));
            target.Fault(StatusCodes.BadInternalError);
        }
        finally
        {
            session.EndOperation();
        }
    }
}
