using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>A file of a server that is open (OPC 10000-20, 4.2). It ends with its session: after a break it must be opened anew. One call at a time.</summary>
public sealed class UaFile : IAsyncDisposable
{
    private readonly OpcUaClient _client;
    private readonly FileMethodIds _methods;
    private readonly uint _handle;
    private bool _isClosed;

    internal UaFile(OpcUaClient client, FileMethodIds methods, uint handle)
    {
        _client = client;
        _methods = methods;
        _handle = handle;
    }

    /// <summary>The next bytes; fewer than asked for near the end, none at it.</summary>
    /// <exception cref="UaException">The server refused, or the connection was lost.</exception>
    public async ValueTask<byte[]> ReadAsync(int most, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var outputs = await CallAsync(_methods.Read, [new Variant(_handle), new Variant(most)], cancellation).ConfigureAwait(false);
        return outputs is [{ Type: BuiltInType.ByteString, IsScalar: true } data, ..] ? data.AsByteString() ?? [] : throw Unexpected();
    }

    /// <summary>Writes at the position.</summary>
    /// <exception cref="UaException">The server refused, or the connection was lost: then it is unknown whether it was written.</exception>
    public async ValueTask WriteAsync(byte[] bytes, CancellationToken cancellation = default) =>
        await CallAsync(_methods.Write, [new Variant(_handle), Variant.FromByteString(bytes)], cancellation).ConfigureAwait(false);

    /// <summary>Where the next byte is read or written.</summary>
    public async ValueTask<ulong> GetPositionAsync(CancellationToken cancellation = default)
    {
        var outputs = await CallAsync(_methods.GetPosition, [new Variant(_handle)], cancellation).ConfigureAwait(false);
        return outputs is [{ Type: BuiltInType.UInt64, IsScalar: true } position, ..] ? position.AsUInt64() : throw Unexpected();
    }

    /// <summary>Goes to a position; beyond the end means the end.</summary>
    public async ValueTask SetPositionAsync(ulong position, CancellationToken cancellation = default) =>
        await CallAsync(_methods.SetPosition, [new Variant(_handle), new Variant(position)], cancellation).ConfigureAwait(false);

    /// <summary>Closes it; what was written is kept when this returns.</summary>
    /// <exception cref="UaException">The server could not keep it.</exception>
    public async ValueTask CloseAsync(CancellationToken cancellation = default)
    {
        if (_isClosed)
            return;
        _isClosed = true;
        await CallAsync(_methods.Close, [new Variant(_handle)], cancellation).ConfigureAwait(false);
    }

    /// <summary>Closes it where the server can still be asked.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        catch (UaException)
        {
            // The session is gone, and the open file with it. Who wants to know that all was kept closes before.
            return;
        }
    }

    private async ValueTask<IReadOnlyList<Variant>> CallAsync(NodeId method, IReadOnlyList<Variant> inputs, CancellationToken cancellation)
    {
        var result = await _client.CallAsync(_methods.File, method, inputs, cancellation).ConfigureAwait(false);
        return result.StatusCode.IsBad ? throw new UaException(result.StatusCode, $"the file {_methods.File} failed") : result.OutputArguments;
    }

    private UaException Unexpected() => new(StatusCodes.BadUnexpectedError, $"the file {_methods.File} answered with other arguments than the standard's");
}
