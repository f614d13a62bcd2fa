using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Control.Writes;

/// <summary>How a write ended at the device.</summary>
internal enum DeviceAnswer
{
    Accepted,
    /// <summary>Certainly nothing was written.</summary>
    Refused,
    /// <summary>It may or may not have been written.</summary>
    Unknown,
}

/// <summary>The two things the gate does with a device, each within a time, each once.</summary>
internal sealed class Device(ISource source, TagHandle tag, WriteGateOptions options, TimeProvider clock)
{
    /// <summary>Reads the tag now. A source that does not heed its cancellation is left behind.</summary>
    /// <exception cref="SourceException">It cannot be read.</exception>
    public async ValueTask<Sample> ReadAsync(CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(options.DeviceTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var batch = await source.ReadAsync([tag], both.Token).AsTask().WaitAsync(options.DeviceTimeout, clock, cancellation).ConfigureAwait(false);
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.Tags[i] == tag)
                    return batch[i];
            }
            throw NoAnswer();
        }
        catch (Exception e) when (e is TimeoutException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw NoAnswer(e);
        }
    }

    /// <summary>Writes once. What happens after it has begun is the device's to say: nobody's cancellation reaches it.</summary>
    /// <param name="writer">The write half of the source.</param>
    /// <param name="raw">The raw value.</param>
    /// <param name="ended">Called when the source is done with it, which may be after this returned.</param>
    public async ValueTask<(DeviceAnswer Answer, SourceFault? Fault)> WriteAsync(ISourceWriter writer, TagValue raw, Action ended)
    {
        var write = StartAsync(writer, raw, ended);
        try
        {
            await write.WaitAsync(options.DeviceTimeout * 2, clock).ConfigureAwait(false);
            return (DeviceAnswer.Accepted, null);
        }
        catch (SourceException e)
        {
            return (e.Fault.Kind == SourceFaultKind.TimedOut ? DeviceAnswer.Unknown : DeviceAnswer.Refused, e.Fault);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return (DeviceAnswer.Unknown, NoAnswer(e).Fault);
        }
        catch (Exception e)
        {
            // A driver's own mistake says nothing about what reached the device.
            return (DeviceAnswer.Unknown, new(SourceFaultKind.ProtocolViolation, $"the driver failed: {e.Message}", "report this as a bug of the driver"));
        }
    }

    private async Task StartAsync(ISourceWriter writer, TagValue raw, Action ended)
    {
        using var timeout = new CancellationTokenSource(options.DeviceTimeout, clock);
        try
        {
            await writer.WriteAsync(tag, raw, timeout.Token).ConfigureAwait(false);
        }
        finally
        {
            ended();
        }
    }

    private SourceException NoAnswer(Exception? inner = null) =>
        new(new(SourceFaultKind.TimedOut, $"the device did not answer within {options.DeviceTimeout.TotalSeconds:0.#} s", "see the connection's page"), inner);
}
