using Millwright.OpcUa.Messages;

namespace Millwright.OpcUa.Server;

/// <summary>A file that one session has open; one operation at a time.</summary>
internal sealed class OpenFile(FileEntry file, Session session, Stream stream, OpenFileModes modes) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isClosed;

    public FileEntry File { get; } = file;

    public Session Session { get; } = session;

    public OpenFileModes Modes { get; } = modes;

    /// <summary>Runs one operation on the stream.</summary>
    /// <exception cref="ObjectDisposedException">It was closed meanwhile.</exception>
    public async ValueTask<T> UseAsync<T>(Func<Stream, ValueTask<T>> operation, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return await operation(stream).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_isClosed)
                return;
            _isClosed = true;
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
