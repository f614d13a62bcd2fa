using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Millwright.Wire.Transports;

namespace Millwright.Wire.Serial;

/// <summary>A non-blocking character device on an <see cref="IoLoop"/>.</summary>
internal sealed class DescriptorTransport(IoLoop loop, SafeFileHandle device, string path) : LoopTransport(loop, device)
{
    private const int ErrorInputOutput = 5;

    public override string Peer => path;

    public override bool IsConnection => false;

    protected override int Read(Span<byte> buffer)
    {
        var count = LinuxPoll.Read(device, ref buffer[0], buffer.Length);
        // A terminal reads 0 bytes when it is hung up: an adapter that was pulled out.
        return count >= 0 ? (int)count : Failed("read");
    }

    protected override int Write(ReadOnlySpan<byte> bytes)
    {
        var count = LinuxPoll.Write(device, in bytes[0], bytes.Length);
        return count >= 0 ? (int)count : Failed("write");
    }

    protected override void CloseHandle()
    {
        // Fails on a line that is hung up, where nothing is held any more.
        _ = LinuxSerial.Control(device, LinuxSerial.ReleaseExclusive, 0);
        device.Dispose();
    }

    private int Failed(string operation)
    {
        var error = Marshal.GetLastPInvokeError();
        return error switch
        {
            LinuxPoll.ErrorAgain or LinuxPoll.ErrorInterrupted => -1,
            ErrorInputOutput => throw new IOException($"{path}: the line is hung up ({operation})"),
            _ => throw new IOException($"{path}: {operation}: {new Win32Exception(error).Message}"),
        };
    }
}
