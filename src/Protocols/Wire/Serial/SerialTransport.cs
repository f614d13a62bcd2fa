using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Millwright.Wire.Transports;

namespace Millwright.Wire.Serial;

/// <summary>Opens serial ports through termios.</summary>
public static class SerialTransport
{
    /// <summary>Opens the port for ourselves alone, in raw mode, with old input thrown away.</summary>
    /// <param name="path">A device such as <c>/dev/ttyUSB0</c> or the slave side of a pseudo terminal.</param>
    /// <param name="settings">Speed and frame of a character.</param>
    /// <param name="loop">The loop that serves the port.</param>
    /// <exception cref="IOException">The port is missing, in use, not ours to open, or does not know the settings.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public static Transport Open(string path, SerialSettings settings, IoLoop loop)
    {
        settings.Validate();
        var device = LinuxSerial.Open(path, LinuxSerial.ReadWrite | LinuxSerial.NoControllingTerminal | LinuxSerial.NonBlocking | LinuxSerial.CloseOnExec);
        if (device.IsInvalid)
            throw Failure(path, "open");
        try
        {
            Configure(device, path, settings);
        }
        catch
        {
            device.Dispose();
            throw;
        }
        return new DescriptorTransport(loop, device, path);
    }

    private static void Configure(SafeFileHandle device, string path, SerialSettings settings)
    {
        var termios = default(LinuxSerial.Termios2);
        if (LinuxSerial.Control(device, LinuxSerial.GetTermios2, ref termios) != 0)
            throw Failure(path, "not a serial port");
        Check(device, LinuxSerial.SetExclusive, 0, path, "claim");
        termios = new LinuxSerial.Termios2
        {
            Input = settings.Parity == SerialParity.None ? 0 : LinuxSerial.InputCheckParity | LinuxSerial.InputIgnoreParity,
            Control = LinuxSerial.OtherBaudRate | LinuxSerial.EnableReceiver | LinuxSerial.IgnoreModemLines
                | (settings.DataBits == 8 ? LinuxSerial.SizeEight : LinuxSerial.SizeSeven)
                | (settings.StopBits == 2 ? LinuxSerial.TwoStopBits : 0)
                | (settings.Parity == SerialParity.None ? 0 : LinuxSerial.EnableParity)
                | (settings.Parity == SerialParity.Odd ? LinuxSerial.OddParity : 0),
            CharactersA = LinuxSerial.ReadAtLeastOne,
            InputSpeed = (uint)settings.BaudRate,
            OutputSpeed = (uint)settings.BaudRate,
        };
        if (LinuxSerial.Control(device, LinuxSerial.SetTermios2, ref termios) != 0)
            throw Failure(path, $"{settings.BaudRate} baud, {settings.DataBits} bits, parity {settings.Parity}, {settings.StopBits} stop bits");
        if (settings.Rs485)
        {
            var rs485 = new LinuxSerial.Rs485Settings { Flags = LinuxSerial.Rs485Enabled | LinuxSerial.Rs485RtsOnSend };
            if (LinuxSerial.Control(device, LinuxSerial.SetRs485, ref rs485) != 0)
                throw Failure(path, "RS-485 mode; switch it off if the adapter turns the line round by itself");
        }
        Check(device, LinuxSerial.Flush, LinuxSerial.FlushBoth, path, "flush");
    }

    private static void Check(SafeFileHandle device, nuint request, nint argument, string path, string what)
    {
        if (LinuxSerial.Control(device, request, argument) != 0)
            throw Failure(path, what);
    }

    private static IOException Failure(string path, string what) =>
        new($"{path}: {what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
}
