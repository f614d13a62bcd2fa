using System.Threading.Channels;
using Millwright.Flow.Ledger;
using Millwright.Flow.Log;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Flow.Pipeline;

/// <summary>Follows appended batches to their commit, or to its failure, and tells their accounts.</summary>
internal sealed class CommitFollower(ISampleLog log, TimeProvider clock)
{
    /// <summary>Batches on their way; beyond it the appending connection waits.</summary>
    private const int MaxFollowed = 16_384;

    private readonly RecentLatencies _latencies = new();

    private readonly Channel<(ConnectionAccount Account, LogPosition Position, long Appended)> _followed =
        Channel.CreateBounded<(ConnectionAccount, LogPosition, long)>(new BoundedChannelOptions(MaxFollowed) { SingleReader = true });

    /// <summary>99 of 100 of the last batches were durable after so many milliseconds; NaN before the first.</summary>
    public double LatencyMsP99 => _latencies.PercentileMs(0.99);

    public ValueTask FollowAsync(ConnectionAccount account, LogPosition position) => _followed.Writer.WriteAsync((account, position, clock.GetTimestamp()));

    /// <summary>No more batches come; <see cref="RunAsync"/> ends after the last.</summary>
    public void Complete() => _followed.Writer.TryComplete();

    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var (account, position, appended) in _followed.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            try
            {
                // Committed may lie beyond a batch that failed: only the log knows of each.
                await log.WhenCommittedAsync(position, cancellation).ConfigureAwait(false);
                account.Settle(position, Timestamp.Now(clock));
                _latencies.Add(clock.GetElapsedTime(appended));
            }
            catch (LogUnavailableException e)
            {
                account.Failed(position, e.Cause, Timestamp.Now(clock), e.Problem);
            }
#pragma warning disable CA1031 // Whatever the log throws, the samples are counted and the next batches followed.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                account.Failed(position, GapCause.Damage, Timestamp.Now(clock), $"the log failed: {e.Message}");
            }
        }
    }
}
