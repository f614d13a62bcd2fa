using System.Runtime.InteropServices;

namespace Millwright.Flow.Files;

/// <summary>What an <see cref="IOException"/> of an <see cref="IFileStore"/> means; its HResult is the system's error number.</summary>
internal static class FileErrors
{
    // Linux errno(3); Windows system error codes as HRESULTs.
    public const int IoError = 5;
    public const int NoSpace = 28;
    private const int NotPermitted = 13;
    private const int ReadOnlyFileSystem = 30;
    private const int UnauthorizedAccess = unchecked((int)0x8007_0005);
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x8007_0070);
    private const int WindowsHandleDiskFull = unchecked((int)0x8007_0027);

    public static bool IsNoSpace(Exception? error) =>
        error is IOException { HResult: NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull };

    public static bool IsNotAllowed(Exception error) =>
        error is IOException { HResult: NotPermitted or ReadOnlyFileSystem or UnauthorizedAccess };

    /// <summary>An error for the number that the last P/Invoke left.</summary>
    public static IOException FromLastCall(string action, string path) => FromNumber(action, path, Marshal.GetLastPInvokeError());

    public static IOException FromNumber(string action, string path, int number) =>
        new($"{action} {path}: {Marshal.GetPInvokeErrorMessage(number)} (error {number})", number);

    /// <summary>The same failure as an IOException that names the path.</summary>
    public static IOException From(string action, string path, Exception error) =>
        new($"{action} {path}: {error.Message}", error) { HResult = error.HResult };
}
