using Millwright.OpcUa.Messages;

namespace Millwright.OpcUa.Server;

/// <summary>What stands behind a file object of the address space (OPC 10000-20, 4.2).</summary>
public interface IServedFile
{
    /// <summary>Bytes it has now.</summary>
    long Size { get; }

    /// <summary>Whether it can be written at all.</summary>
    bool IsWritable { get; }

    /// <summary>Whether this caller may read it, or write it.</summary>
    bool MayOpen(ServiceCaller caller, bool writes);

    /// <summary>Opens it for one caller: never while somebody writes, for writing never while anybody reads. Closing the stream keeps what was written.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="modes">Read, Write or both; an erased or appended file is asked for with Write.</param>
    /// <param name="cancellation">The session or the server ends.</param>
    /// <exception cref="IOException">It cannot be opened now.</exception>
    ValueTask<Stream> OpenAsync(ServiceCaller caller, OpenFileModes modes, CancellationToken cancellation);
}
