using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Millwright.Wire.Transports;

namespace Millwright.Wire.Serial;

/// <summary>A serial line without hardware: a program opens <see cref="SlavePath"/> as its port, <see cref="Line"/> is the other end.</summary>
public sealed class PseudoTerminal : IAsyncDisposable
{
    private readonly SafeFileHandle _slave;

    private PseudoTerminal(Transport line, SafeFileHandle slave, string slavePath)
    {
        Line = line;
        _slave = slave;
        SlavePath = slavePath;
    }

    /// <summary>Our end of the line.</summary>
    public Transport Line { get; }

    /// <summary>The device another program opens, such as <c>/dev/pts/3</c>.</summary>
    public string SlavePath { get; }

    /// <summary>Makes a new pair.</summary>
    /// <exception cref="IOException">The system has no pseudo terminal left.</exception>
    public static PseudoTerminal Open(IoLoop loop)
    {
        var master = LinuxSerial.OpenPseudoTerminal(LinuxSerial.ReadWrite | LinuxSerial.NoControllingTerminal);
        if (master.IsInvalid || LinuxSerial.Grant(master) != 0 || LinuxSerial.Unlock(master) != 0)
            throw Failure("pseudo terminal");
        Span<byte> name = stackalloc byte[64];
        if (LinuxSerial.SlaveName(master, ref name[0], name.Length) != 0)
            throw Failure("pseudo terminal name");
        var path = Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]);
        // The slave side stays open here, so that our end is not hung up while nobody has opened the port.
        var slave = LinuxSerial.Open(path, LinuxSerial.ReadWrite | LinuxSerial.NoControllingTerminal | LinuxSerial.CloseOnExec);
        if (slave.IsInvalid)
            throw Failure(path);
        var raw = default(LinuxSerial.Termios2);
        if (LinuxSerial.Control(slave, LinuxSerial.GetTermios2, ref raw) != 0)
            throw Failure(path);
        raw.Input = raw.Output = raw.Local = 0;
        raw.CharactersA = LinuxSerial.ReadAtLeastOne;
        raw.Control |= LinuxSerial.SizeEight | LinuxSerial.EnableReceiver;
        if (LinuxSerial.Control(slave, LinuxSerial.SetTermios2, ref raw) != 0)
            throw Failure(path);
        if (LinuxSerial.SetStatusFlags(master, LinuxSerial.SetFlags, LinuxSerial.ReadWrite | LinuxSerial.NonBlocking) != 0)
            throw Failure("pseudo terminal mode");
        return new PseudoTerminal(new DescriptorTransport(loop, master, path), slave, path);
    }

    public async ValueTask DisposeAsync()
    {
        await Line.DisposeAsync().ConfigureAwait(false);
        _slave.Dispose();
    }

    private static IOException Failure(string what) =>
        new($"{what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
}
