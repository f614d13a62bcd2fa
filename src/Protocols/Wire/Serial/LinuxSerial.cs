using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Millwright.Wire.Serial;

/// <summary>The system calls and kernel structures of terminals: termios(3), ioctl_tty(2), pts(4). Kernel layouts are the same on x86-64 and arm64.</summary>
internal static partial class LinuxSerial
{
    public const int ReadWrite = 2;
    public const int NoControllingTerminal = 0x100;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    public const nuint GetTermios2 = 0x802C542A;
    public const nuint SetTermios2 = 0x402C542B;
    public const nuint SetRs485 = 0x542F;
    public const nuint SetExclusive = 0x540C;
    public const nuint ReleaseExclusive = 0x540D;
    public const nuint Flush = 0x540B;
    public const nint FlushBoth = 2;

    public const int SetFlags = 4;

    /// <summary>VMIN = 1, so that an empty line reads as "again" and not as hung up.</summary>
    public const ulong ReadAtLeastOne = 1UL << 56;

    public const uint InputCheckParity = 0x10;
    public const uint InputIgnoreParity = 0x04;
    public const uint SizeSeven = 0x20;
    public const uint SizeEight = 0x30;
    public const uint TwoStopBits = 0x40;
    public const uint EnableReceiver = 0x80;
    public const uint EnableParity = 0x100;
    public const uint OddParity = 0x200;
    public const uint IgnoreModemLines = 0x800;
    public const uint OtherBaudRate = 0x1000;
    public const uint Rs485Enabled = 1;
    public const uint Rs485RtsOnSend = 2;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle fd, nuint request, ref Termios2 argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle fd, nuint request, ref Rs485Settings argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle fd, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int SetStatusFlags(SafeFileHandle fd, int command, int flags);

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    public static partial SafeFileHandle OpenPseudoTerminal(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    public static partial int Grant(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    public static partial int Unlock(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    public static partial int SlaveName(SafeFileHandle master, ref byte buffer, nint length);

    /// <summary><c>struct termios2</c>: of the control characters raw mode sets only VMIN, the seventh, in the last byte of <see cref="CharactersA"/>.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 44)]
    public struct Termios2
    {
        public uint Input;
        public uint Output;
        public uint Control;
        public uint Local;
        public ulong CharactersA;
        public ulong CharactersB;
        public uint CharactersC;
        public uint InputSpeed;
        public uint OutputSpeed;
    }

    /// <summary><c>struct serial_rs485</c>.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 32)]
    public struct Rs485Settings
    {
        public uint Flags;
        public uint DelayBeforeSendMs;
        public uint DelayAfterSendMs;
    }
}
