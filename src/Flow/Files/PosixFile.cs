using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Millwright.Flow.Files;

/// <summary>A file of the machine.</summary>
internal sealed class PosixFile(string path, SafeFileHandle handle) : IDurableFile
{
    public string Path => path;

    public long Length
    {
        get
        {
            try
            {
                return RandomAccess.GetLength(handle);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw FileErrors.From("cannot measure", path, error);
            }
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.From("cannot write", path, error);
        }
    }

    public int Read(long offset, Span<byte> buffer)
    {
        try
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var read = RandomAccess.Read(handle, buffer[total..], offset + total);
                if (read == 0)
                    break;
                total += read;
            }
            return total;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.From("cannot read", path, error);
        }
    }

    public void Sync()
    {
        if (OperatingSystem.IsWindows())
        {
            if (!SystemCalls.FlushFileBuffers(handle))
                throw FileErrors.FromLastCall("cannot sync", path);
            return;
        }
        while (SystemCalls.DataSync(handle) != 0)
        {
            // An interrupted call has not failed: nothing was reported lost.
            if (Marshal.GetLastPInvokeError() != SystemCalls.Interrupted)
                throw FileErrors.FromLastCall("cannot sync", path);
        }
    }

    public void Truncate(long length)
    {
        try
        {
            RandomAccess.SetLength(handle, length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.From("cannot cut", path, error);
        }
    }

    public void Dispose() => handle.Dispose();
}
