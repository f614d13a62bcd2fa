using System.Runtime.InteropServices;

namespace Millwright.Flow.Files;

/// <summary>The few system calls that the BCL does not offer with their errors intact.</summary>
internal static partial class SystemCalls
{
    public const int Interrupted = 4;
    public const int WouldBlock = 11;
    public const int OpenReadOnlyDirectoryCloseOnExec = 0x1_0000 | 0x8_0000;
    public const int LockExclusiveNonBlocking = 2 | 4;

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int DataSync(SafeHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeHandle file, int operation);

    [LibraryImport("kernel32", EntryPoint = "FlushFileBuffers", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool FlushFileBuffers(SafeHandle file);
}
