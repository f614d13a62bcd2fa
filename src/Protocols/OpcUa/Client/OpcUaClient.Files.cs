using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Types;

namespace Millwright.OpcUa.Client;

/// <summary>Files of a server (OPC 10000-20).</summary>
public sealed partial class OpcUaClient
{
    private const int FilePortionBytes = 64 * 1024;

    /// <summary>Opens a file object.</summary>
    /// <param name="file">The object, of FileType or a subtype.</param>
    /// <param name="modes">Read, Write, or both.</param>
    /// <param name="cancellation">Gives the answer up.</param>
    /// <exception cref="UaException">BadNotWritable: somebody has it open, or it is read-only; BadUserAccessDenied and the like.</exception>
    public async ValueTask<UaFile> OpenFileAsync(NodeId file, OpenFileModes modes, CancellationToken cancellation = default)
    {
        var methods = await FindMethodsAsync(file, cancellation).ConfigureAwait(false);
        var opened = await CallAsync(file, methods.Open, [new Variant((byte)modes)], cancellation).ConfigureAwait(false);
        if (opened.StatusCode.IsBad)
            throw new UaException(opened.StatusCode, $"the file {file} cannot be opened");
        return opened.OutputArguments is [{ Type: BuiltInType.UInt32, IsScalar: true } handle, ..]
            ? new UaFile(this, methods, handle.AsUInt32())
            : throw new UaException(StatusCodes.BadUnexpectedError, $"the file {file} answered with other arguments than the standard's");
    }

    /// <summary>All of a file.</summary>
    /// <param name="file">The object, of FileType or a subtype.</param>
    /// <param name="maxBytes">The most it may have.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="UaException">BadEncodingLimitsExceeded: it is longer; else what the server said.</exception>
    public async ValueTask<byte[]> ReadFileAsync(NodeId file, int maxBytes = 64 * 1024 * 1024, CancellationToken cancellation = default)
    {
        var open = await OpenFileAsync(file, OpenFileModes.Read, cancellation).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            using var content = new MemoryStream();
            while (await open.ReadAsync(FilePortionBytes, cancellation).ConfigureAwait(false) is { Length: > 0 } portion)
            {
                if (content.Length + portion.Length > maxBytes)
                    throw new UaException(StatusCodes.BadEncodingLimitsExceeded, $"the file {file} is longer than {maxBytes} bytes");
                content.Write(portion);
            }
            return content.ToArray();
        }
    }

    /// <summary>Replaces all of a file.</summary>
    /// <exception cref="UaException">What the server said; the file may be half written.</exception>
    public async ValueTask WriteFileAsync(NodeId file, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        var open = await OpenFileAsync(file, OpenFileModes.Write | OpenFileModes.EraseExisting, cancellation).ConfigureAwait(false);
        await using (open.ConfigureAwait(false))
        {
            for (var at = 0; at < content.Length; at += FilePortionBytes)
                await open.WriteAsync(content.Slice(at, Math.Min(FilePortionBytes, content.Length - at)).ToArray(), cancellation).ConfigureAwait(false);
            await open.CloseAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask<FileMethodIds> FindMethodsAsync(NodeId file, CancellationToken cancellation)
    {
        var paths = FileMethodIds.Known.Select(method => new BrowsePath(
            file, new RelativePath([new RelativePathElement(ServerIds.HierarchicalReferences, false, true, new QualifiedName(method.Name))])));
        var found = await TranslateAsync([.. paths], cancellation).ConfigureAwait(false);
        var ids = FileMethodIds.Known.Select((method, i) =>
            found[i].StatusCode.IsGood && found[i].Targets.Count > 0 && Namespaces.TryResolve(found[i].Targets[0].TargetId, out var id) ? id : new NodeId(method.Id)).ToArray();
        return new FileMethodIds(file, ids[0], ids[1], ids[2], ids[3], ids[4], ids[5]);
    }
}
