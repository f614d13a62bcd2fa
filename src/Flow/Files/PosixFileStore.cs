using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Millwright.Flow.Files;

/// <summary>The files of the machine, with every sync checked. On Windows FlushFileBuffers stands for fdatasync.</summary>
/// <remarks>
/// A sync that failed is never tried again: after the first failure the kernel may have thrown the dirty pages away and would
/// report success (Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020).
/// </remarks>
public sealed class PosixFileStore : IFileStore
{
    private const FileShare ShareAll = FileShare.ReadWrite | FileShare.Delete;

    public IDurableFile Create(string path) => Checked("cannot create", path, () => new PosixFile(
        path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, ShareAll)));

    public IDurableFile Open(string path, bool writable) => Checked("cannot open", path, () => new PosixFile(
        path, File.OpenHandle(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, ShareAll)));

    public bool Exists(string path) => File.Exists(path);

    public void Rename(string from, string to) => Checked("cannot rename", from, () =>
    {
        File.Move(from, to, overwrite: true);
        return true;
    });

    public void Delete(string path) => Checked("cannot delete", path, () =>
    {
        File.Delete(path);
        return true;
    });

    public void CreateDirectory(string path) => Checked("cannot create the folder", path, () => Directory.CreateDirectory(path));

    public IReadOnlyList<string> List(string directory) => Checked<IReadOnlyList<string>>("cannot list", directory, () =>
    {
        if (!Directory.Exists(directory))
            return [];
        var files = Directory.GetFiles(directory);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    });

    public void SyncDirectory(string directory)
    {
        // NTFS journals its directory entries; there is no call for it.
        if (OperatingSystem.IsWindows())
            return;
        var handle = OpenDirectory(directory);
        try
        {
            while (SystemCalls.Sync(handle) != 0)
            {
                if (Marshal.GetLastPInvokeError() != SystemCalls.Interrupted)
                    throw FileErrors.FromLastCall("cannot sync the folder", directory);
            }
        }
        finally
        {
            // The result of closing a folder opened for reading says nothing about its entries.
            _ = SystemCalls.Close(handle);
        }
    }

    public long FreeBytes(string directory) =>
        Checked("cannot ask for the free space of", directory, () => new DriveInfo(directory).AvailableFreeSpace);

    public IDisposable? TryLock(string path)
    {
        if (OperatingSystem.IsWindows())
            return TryLockByShare(path);
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, ShareAll);
        }
        // The BCL takes a shared lock of its own when it opens a file.
        catch (IOException error) when (error.HResult == SystemCalls.WouldBlock)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.From("cannot open the lock", path, error);
        }
        while (SystemCalls.Lock(handle, SystemCalls.LockExclusiveNonBlocking) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == SystemCalls.Interrupted)
                continue;
            handle.Dispose();
            return error == SystemCalls.WouldBlock ? null : throw FileErrors.FromNumber("cannot lock", path, error);
        }
        return handle;
    }

    private static SafeFileHandle? TryLockByShare(string path)
    {
        const int sharingViolation = unchecked((int)0x8007_0020);
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error.HResult == sharingViolation)
        {
            return null;
        }
        catch (UnauthorizedAccessException error)
        {
            throw FileErrors.From("cannot open the lock", path, error);
        }
    }

    private static int OpenDirectory(string directory)
    {
        while (true)
        {
            var handle = SystemCalls.Open(directory, SystemCalls.OpenReadOnlyDirectoryCloseOnExec);
            if (handle >= 0)
                return handle;
            if (Marshal.GetLastPInvokeError() != SystemCalls.Interrupted)
                throw FileErrors.FromLastCall("cannot open the folder", directory);
        }
    }

    private static T Checked<T>(string action, string path, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.From(action, path, error);
        }
    }
}
