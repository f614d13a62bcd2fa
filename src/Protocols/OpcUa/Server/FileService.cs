using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Server;

/// <summary>Carries out the methods of file objects (OPC 10000-20, 4.2).</summary>
internal sealed class FileService(FileTable files, OpcUaServerOptions options)
{
    /// <summary>The most bytes that one Read gives.</summary>
    private const int MaxReadBytes = 1024 * 1024;

    public async ValueTask<MethodOutcome> CallAsync(
        Session session, ServiceCaller caller, FileEntry file, FileMethod method, IReadOnlyList<Variant> inputs, CancellationToken cancellation)
    {
        var refusal = Check(method, inputs);
        if (refusal.IsBad)
            return MethodOutcome.Failed(refusal);
        try
        {
            return method switch
            {
                FileMethod.Open => await OpenAsync(
                    session, caller, file, (OpenFileModes)inputs[0].AsByte(), token => file.Content.OpenAsync(caller, (OpenFileModes)inputs[0].AsByte(), token), cancellation).ConfigureAwait(false),
                FileMethod.Close => await CloseAsync(session, file, inputs[0].AsUInt32()).ConfigureAwait(false),
                _ => files.Find(file, session, inputs[0].AsUInt32()) is { } open
                    ? await UseAsync(open, method, inputs, cancellation).ConfigureAwait(false)
                    : MethodOutcome.Failed(StatusCodes.BadInvalidArgument),
            };
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            options.OnIncident?.Invoke(new ServerIncident(caller.Peer, StatusCodes.BadUnexpectedError, $"the file {file.Id} failed: {failed.Message}", failed));
            return MethodOutcome.Failed(StatusCodes.BadUnexpectedError);
        }
    }

    /// <summary>A session ended: what it has open is closed.</summary>
    public void SessionEnded(Session session)
    {
        foreach (var open in files.TakeAll(session))
            _ = AbandonAsync(open);
    }

    private static StatusCode Check(FileMethod method, IReadOnlyList<Variant> inputs)
    {
        BuiltInType[] expected = method switch
        {
            FileMethod.Open => [BuiltInType.Byte],
            FileMethod.Read => [BuiltInType.UInt32, BuiltInType.Int32],
            FileMethod.Write => [BuiltInType.UInt32, BuiltInType.ByteString],
            FileMethod.SetPosition => [BuiltInType.UInt32, BuiltInType.UInt64],
            _ => [BuiltInType.UInt32],
        };
        if (inputs.Count != expected.Length)
            return inputs.Count < expected.Length ? StatusCodes.BadArgumentsMissing : StatusCodes.BadTooManyArguments;
        for (var i = 0; i < expected.Length; i++)
        {
            if (!inputs[i].IsScalar || inputs[i].Type != expected[i])
                return StatusCodes.BadInvalidArgument;
        }
        return StatusCodes.Good;
    }

    /// <summary>Opens a file, by another way than its own where there is one.</summary>
    public async ValueTask<MethodOutcome> OpenAsync(
        Session session, ServiceCaller caller, FileEntry file, OpenFileModes modes, Func<CancellationToken, ValueTask<Stream>> opener, CancellationToken cancellation)
    {
        var writes = (modes & OpenFileModes.Write) != 0;
        var known = OpenFileModes.Read | OpenFileModes.Write | OpenFileModes.EraseExisting | OpenFileModes.Append;
        if ((modes & (OpenFileModes.Read | OpenFileModes.Write)) == 0 || (modes & ~known) != 0 || (!writes && modes != OpenFileModes.Read))
            return MethodOutcome.Failed(StatusCodes.BadInvalidArgument);
        if (writes && !file.Content.IsWritable)
            return MethodOutcome.Failed(StatusCodes.BadNotWritable);
        if (!file.Content.MayOpen(caller, writes))
            return MethodOutcome.Failed(StatusCodes.BadUserAccessDenied);
        var entered = files.TryEnter(file, session, writes);
        if (entered.IsBad)
            return MethodOutcome.Failed(entered);
        var handle = 0u;
        try
        {
            var stream = await opener(cancellation).ConfigureAwait(false);
            var open = new OpenFile(file, session, stream, modes);
            handle = files.Add(open);
            if (handle == 0)
                await open.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            if (handle == 0)
                files.Leave(file, writes);
        }
        return handle == 0 ? MethodOutcome.Failed(StatusCodes.BadSessionClosed) : new MethodOutcome(StatusCodes.Good, [new Variant(handle)]);
    }

    /// <summary>Closes a file that a session has open.</summary>
    public async ValueTask<MethodOutcome> CloseAsync(Session session, FileEntry file, uint handle)
    {
        if (files.Take(file, session, handle) is not { } open)
            return MethodOutcome.Failed(StatusCodes.BadInvalidArgument);
        await LeaveAsync(open).ConfigureAwait(false);
        return MethodOutcome.Done;
    }

    private static async ValueTask<MethodOutcome> UseAsync(OpenFile open, FileMethod method, IReadOnlyList<Variant> inputs, CancellationToken cancellation)
    {
        var isAllowed = method switch
        {
            FileMethod.Read => (open.Modes & OpenFileModes.Read) != 0 && inputs[1].AsInt32() > 0,
            FileMethod.Write => (open.Modes & OpenFileModes.Write) != 0,
            _ => true,
        };
        if (!isAllowed)
            return MethodOutcome.Failed((method == FileMethod.Read && (open.Modes & OpenFileModes.Read) != 0) ? StatusCodes.BadInvalidArgument : StatusCodes.BadInvalidState);
        return await open.UseAsync(stream => RunAsync(stream, method, inputs, cancellation), cancellation).ConfigureAwait(false);
    }

    private static async ValueTask<MethodOutcome> RunAsync(Stream stream, FileMethod method, IReadOnlyList<Variant> inputs, CancellationToken cancellation)
    {
        switch (method)
        {
            case FileMethod.Read:
                var buffer = new byte[Math.Min(Math.Min(inputs[1].AsInt32(), MaxReadBytes), Math.Max(0, stream.Length - stream.Position))];
                var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
                return new MethodOutcome(StatusCodes.Good, [Variant.FromByteString(count == buffer.Length ? buffer : buffer[..count])]);
            case FileMethod.Write:
                await stream.WriteAsync(inputs[1].AsByteString() ?? [], cancellation).ConfigureAwait(false);
                return MethodOutcome.Done;
            case FileMethod.GetPosition:
                return new MethodOutcome(StatusCodes.Good, [new Variant((ulong)stream.Position)]);
            default:
                // Beyond the end means the end (OPC 10000-20, 4.2.8).
                stream.Position = (long)Math.Min(inputs[1].AsUInt64(), (ulong)stream.Length);
                return MethodOutcome.Done;
        }
    }

    private async ValueTask LeaveAsync(OpenFile open)
    {
        try
        {
            await open.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            files.Leave(open.File, (open.Modes & OpenFileModes.Write) != 0);
        }
    }

    private async Task AbandonAsync(OpenFile open)
    {
        try
        {
            await LeaveAsync(open).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            options.OnIncident?.Invoke(new ServerIncident("", StatusCodes.BadUnexpectedError, $"the file {open.File.Id} failed when its session ended: {failed.Message}", failed));
        }
    }
}
