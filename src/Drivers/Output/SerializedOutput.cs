using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Drivers.Output;

/// <summary>Lets several poll groups share one output, whose calls must not overlap.</summary>
internal sealed class SerializedOutput(ISourceOutput output) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Takes the turn; give it back with <see cref="Leave"/>.</summary>
    public Task EnterAsync(CancellationToken cancellation) => _turn.WaitAsync(cancellation);

    public void Leave() => _turn.Release();

    /// <summary>The output, to be used by the one whose turn it is.</summary>
    public ISourceOutput Inner => output;

    public async ValueTask PublishAsync(SampleBatch batch, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await output.PublishAsync(batch, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
