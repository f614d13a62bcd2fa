using System.Threading.Channels;

namespace Millwright.Publish.Forwarding;

/// <summary>Lets a loop sleep until somebody has something for it; calls between two sleeps are one.</summary>
internal sealed class Wakeup(TimeProvider clock)
{
    private readonly Channel<byte> _signal = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Call() => _signal.Writer.TryWrite(0);

    /// <summary>Sleeps until called, for so long at most.</summary>
    public async Task SleepAsync(TimeSpan most, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timer = clock.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), limit, most, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false))
        {
            try
            {
                await _signal.Reader.ReadAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
